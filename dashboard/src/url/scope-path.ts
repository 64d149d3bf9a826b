import type { AddressNotice, ViewScope } from "./view.ts";

/** The levels of a path, in their order: the word that announces each, and the names behind it. */
const LEVELS = [
  ["c", ["cluster"]],
  ["n", ["node"]],
  ["ns", ["namespace"]],
  ["w", ["controllerKind", "controller"]],
  ["pod", ["pod"]],
  ["k", ["container"]],
] as const satisfies readonly (readonly [string, readonly (keyof ViewScope)[]])[];

/** Writes a scope as parts of a path: `/c/prod/ns/search`. "" for everything. */
export function writeScope(scope: ViewScope): string {
  return LEVELS.map(([word, names]) => {
    const values = names.map((name) => scope[name]);
    return values.includes(undefined)
      ? ""
      : `/${[word, ...values.map((value) => writePart(value ?? ""))].join("/")}`;
  }).join("");
}

/** Reads a scope from the parts of a path. What comes after the part that cannot be read is left out, with a notice. */
export function readScope(parts: readonly string[]): { scope: ViewScope; notices: AddressNotice[] } {
  const scope: ViewScope = {};
  let rest = parts.filter((part) => part !== "");
  for (const [word, names] of LEVELS) {
    if (rest[0] !== word) continue;
    const values = rest.slice(1, names.length + 1).map(readPart);
    if (values.length < names.length || values.includes(null)) break;
    for (const [index, name] of names.entries()) scope[name] = values[index] ?? "";
    rest = rest.slice(names.length + 1);
  }
  if (rest.length === 0) return { scope, notices: [] };
  const text = `The address has /${rest.join("/")}, which names no place here. Left out.`;
  return { scope, notices: [{ where: "path", text }] };
}

// Browsers take "." and ".." for steps, written as %2E too, and an empty part vanishes: a tilde before them prevents it.
const NEEDS_TILDE = /^(?:~.*|\.{0,2})$/su;

/** Writes a name as one part of a path. */
export function writePart(name: string): string {
  const wellFormed = name.toWellFormed();
  return encodeURIComponent(NEEDS_TILDE.test(wellFormed) ? `~${wellFormed}` : wellFormed);
}

/** Reads one part of a path; null where its percent signs make no text. */
export function readPart(part: string): string | null {
  try {
    const name = decodeURIComponent(part);
    return name.startsWith("~") ? name.slice(1) : name;
  } catch {
    return null;
  }
}
