import path from "node:path";

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What `from "@kubecent/…"` stands for, other than an index that says where each name comes from. */
const PACKAGE_FILES: Readonly<Record<string, string>> = {
  "@kubecent/server/router": "server/src/api/router.ts",
  "@kubecent/sdk": "sdk/src/index.ts",
  "@kubecent/shared/money": "shared/src/money.ts",
  "@kubecent/shared/scopes": "shared/src/scope.ts",
};
const INDEX = "shared/src/index.ts";
const UNIT_TEST = /^test\/unit\/.*\.test\.ts$/;

// Types are gone when a test runs: `import type` ties it to nothing.
const IMPORT =
  /\b(?:import|export)\s+(?!type\b)(?:([^;"']*?)\s*from\s*)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;
const EXPORTED = /^export (?:async )?(?:const|function\*?|class|enum) (\w+)/gm;

/** By file, what it needs to run. */
export type NeededFiles = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What each module imports, to any depth of packages of ours. Of `@kubecent/shared` it needs the files of the names that
 * it asks for. Paths are relative to the repository.
 */
export function neededFiles(files: readonly TextFile[]): NeededFiles {
  const homes = homesOfNames(files);
  return new Map(files.map((file) => [file.path, new Set(neededOf(file, homes))]));
}

function neededOf(file: TextFile, homes: ReadonlyMap<string, string>): string[] {
  return [...file.text.matchAll(IMPORT)].flatMap(([, names = "", from, loaded]) => {
    const specifier = from ?? loaded ?? "";
    if (specifier.startsWith(".")) return [path.posix.join(path.posix.dirname(file.path), specifier)];
    if (specifier === "@kubecent/shared") return namesIn(names).map((name) => homes.get(name) ?? INDEX);
    return PACKAGE_FILES[specifier] ?? [];
  });
}

/** The names of `{ a, type B, c as d }` that are there when it runs; one that nobody exports of all others. */
function namesIn(clause: string): string[] {
  const inside = /^\{([^}]*)\}$/.exec(clause.trim())?.[1];
  if (inside === undefined) return ["*"];
  const names = inside.split(",").map((name) => name.trim());
  return names
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.split(" ")[0] ?? "");
}

function homesOfNames(files: readonly TextFile[]): ReadonlyMap<string, string> {
  const shared = files.filter((file) => file.path.startsWith("shared/src/"));
  return new Map(
    shared.flatMap((file) =>
      [...file.text.matchAll(EXPORTED)].map(([, name = ""]): [string, string] => [name, file.path]),
    ),
  );
}

/** By file, over how many imports it needs what was changed. */
export type Distances = ReadonlyMap<string, number>;

/**
 * The changed files (0), and all that need them, directly (1) or not, nearest first. What is no module is needed by those
 * that name it.
 */
export function affectedBy(changed: readonly string[], files: readonly TextFile[]): Distances {
  const needed = neededFiles(files);
  const users = new Map<string, string[]>();
  for (const [user, all] of needed)
    for (const each of all) users.set(each, [...(users.get(each) ?? []), user]);
  const found = new Map(
    changed
      .flatMap((each) => [each, ...(needed.has(each) ? [] : namersOf(each, files))])
      .map((each) => [each, 0]),
  );
  // What is added is gone through as well.
  for (const [each, distance] of found)
    for (const user of users.get(each) ?? []) if (!found.has(user)) found.set(user, distance + 1);
  return found;
}

/** The unit tests among them, nearest first: over the fewest imports, and of these the ones of the same folders. */
export function nearestTests(affected: Distances): string[] {
  const changed = [...affected].filter(([, distance]) => distance === 0).map(([file]) => foldersOf(file));
  const kinship = (test: string): number =>
    Math.max(...changed.map((folders) => sharedParts(foldersOf(test), folders)));
  return [...affected]
    .filter(([file]) => UNIT_TEST.test(file))
    .map(([file, distance]) => ({ file, distance, kinship: kinship(file) }))
    .toSorted((a, b) => a.distance - b.distance || b.kinship - a.kinship)
    .map(({ file }) => file);
}

/** The folders of a file in its package, of which those of tests are a mirror. */
function foldersOf(file: string): string[] {
  return path.posix
    .dirname(file)
    .replace(/^(?:test\/unit|\w+\/src)\//, "")
    .split("/");
}

function sharedParts(one: readonly string[], other: readonly string[]): number {
  const first = one.findIndex((part, at) => part !== other[at]);
  return first < 0 ? one.length : first;
}

function namersOf(changed: string, files: readonly TextFile[]): string[] {
  const name = path.posix.basename(changed);
  return files.filter(({ text }) => text.includes(name)).map((file) => file.path);
}
