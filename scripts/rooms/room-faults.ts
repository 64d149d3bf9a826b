import path from "node:path";
import { exceptionFor, type RoomException } from "./room-exceptions.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const FEWEST_LINES = 30;
const MOST_LINES = 250;
const MOST_FILES = 25;
/** A small file earns its place when two others need it. */
const FEWEST_IMPORTERS = 2;
/** Programs and the packages' faces: nothing in the source imports them. */
const ENTRIES = /^(?:server\/src\/(?:main|admin)|(?:shared|sdk)\/src\/index|dashboard\/src\/main)\.tsx?$/;
/** Components and hooks of the dashboard: each is looked for by its name, however little it needs. */
const COMPONENT_OR_HOOK = /\.tsx$|\/use-[a-z-]+\.ts$/;

/**
 * What is wrong with the sizes of files and folders, one line each: what was found, what was wanted, what to do. A
 * file's exception that nothing needs any more is a fault too.
 */
export function roomFaults(files: readonly SourceFile[], exceptions: readonly RoomException[]): string[] {
  const found = [...smallFiles(files), ...longFiles(files), ...fullFolders(files)];
  const used = new Set(found.map((fault) => exceptionFor(fault.path, exceptions)));
  const faults = found.filter((fault) => !exceptionFor(fault.path, exceptions));
  const unused = exceptions.filter((each) => !each.path.endsWith("/") && !used.has(each));
  return [
    ...faults.map((fault) => `${fault.path}: ${fault.message}`),
    ...unused.map((each) => `${each.path}: an exception that is not needed. Take it out of the list.`),
  ];
}

interface RoomFault {
  readonly path: string;
  readonly message: string;
}

function smallFiles(files: readonly SourceFile[]): RoomFault[] {
  const importers = importersOf(files);
  return files.flatMap((file) => {
    const lines = linesOf(file);
    const count = importers.get(file.path)?.size ?? 0;
    if (lines >= FEWEST_LINES || count >= FEWEST_IMPORTERS || isFoundByName(file)) return [];
    const message = `found ${lines} lines and ${count} importers, wanted ${FEWEST_LINES} lines or ${FEWEST_IMPORTERS} importers. Merge it into the file that uses it.`;
    return [{ path: file.path, message }];
  });
}

function isFoundByName({ path: file }: SourceFile): boolean {
  return ENTRIES.test(file) || COMPONENT_OR_HOOK.test(file);
}

function longFiles(files: readonly SourceFile[]): RoomFault[] {
  return files
    .filter((file) => linesOf(file) > MOST_LINES)
    .map((file) => ({
      path: file.path,
      message: `found ${linesOf(file)} lines, wanted ${MOST_LINES} at most. Split it by subject.`,
    }));
}

function fullFolders(files: readonly SourceFile[]): RoomFault[] {
  const folders = Map.groupBy(files, (file) => path.posix.dirname(file.path));
  return [...folders]
    .filter(([, inside]) => inside.length > MOST_FILES)
    .map(([folder, inside]) => ({
      path: `${folder}/`,
      message: `found ${inside.length} files, wanted ${MOST_FILES} at most. Group them by subject.`,
    }));
}

function linesOf({ text }: SourceFile): number {
  return text.split("\n").length - 1;
}

const IMPORT = /\b(import|export)\b[^;"]*?\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

/** By file, the files that import it. What an index exports is for all who import the package, so it counts as two. */
function importersOf(files: readonly SourceFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, kind, from, loaded] of file.text.matchAll(IMPORT)) {
      const target = targetOf(file.path, from ?? loaded ?? "");
      const known = importers.get(target) ?? new Set();
      importers.set(target, known.add(file.path));
      if (kind === "export") known.add(`users of ${file.path}`);
    }
  }
  return importers;
}

function targetOf(importer: string, specifier: string): string {
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(importer), specifier) : specifier;
}
