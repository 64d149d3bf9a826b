/** What was written into a field of a form, without blanks around it; "" for what is no text. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The same; undefined for an empty field, which leaves the choice to the service. */
export function textOrNone(fields: FormData, name: string): string | undefined {
  const text = textOf(fields, name);
  return text === "" ? undefined : text;
}

/** Names with commas between them; undefined where there is none. */
export function namesOf(fields: FormData, name: string): string[] | undefined {
  const names = textOf(fields, name)
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return names.length === 0 ? undefined : names;
}

/** A number that was written with a point or a comma; undefined for what is none. */
export function numberOf(fields: FormData, name: string): number | undefined {
  const text = textOf(fields, name).replace(",", ".");
  const number = Number(text);
  return text === "" || !Number.isFinite(number) ? undefined : number;
}

/** What is ticked under a name. */
export function tickedOf(fields: FormData, name: string): string[] {
  return fields.getAll(name).filter((value) => typeof value === "string");
}

/** Pairs such as `severity=critical, namespace=shop-*`; what has no equals sign stands with an empty value, which is refused. */
export function pairsOf(fields: FormData, name: string): Record<string, string> {
  const pairs = (namesOf(fields, name) ?? []).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}
