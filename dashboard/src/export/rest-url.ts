/** A question as REST takes it: `/api/v1/cost/explain-assets?name=a,b&label.team=x`. `base` has no slash at its end. */
export function restUrl(base: string, procedure: string, input: object): string {
  const pairs = Object.entries(input).flatMap(([name, value]) => parameters(name, value));
  const query = pairs
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
    .join("&");
  return `${base}/api/v1/${pathOf(procedure)}${query === "" ? "" : `?${query}`}`;
}

/** "cost/explain-assets" of "cost.explainAssets". */
function pathOf(procedure: string): string {
  return procedure
    .replace(/\.list$/, "")
    .replaceAll(".", "/")
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function parameters(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [[name, value.map(String).join(",")]];
  if (typeof value === "object")
    return Object.entries(value).flatMap(([key, of]) => parameters(`${name}.${key}`, of));
  return isPlain(value) ? [[name, String(value)]] : [];
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
