import { expect, test } from "vitest";
import { roomFaults, type SourceFile } from "../../../scripts/rooms/room-faults.ts";

function file(path: string, lines: number, imports: readonly string[] = []): SourceFile {
  const head = imports.map((each) => `import { a } from "${each}";\n`).join("");
  return { path, text: head + "// a line\n".repeat(lines - imports.length) };
}

const USER = file("server/src/run/user.ts", 40, ["./small.ts"]);
const OTHER = file("server/src/api/other.ts", 40, ["../run/small.ts"]);
const SMALL = file("server/src/run/small.ts", 29);

/** Faults of the path alone: the files beside it are sound but for having no importers of their own. */
function faultsOf(path: string, files: readonly SourceFile[]): string[] {
  return roomFaults(files, []).filter((fault) => fault.startsWith(`${path}:`));
}

test("a small file that one file uses is told with what to do", () => {
  const [fault, ...more] = faultsOf(SMALL.path, [SMALL, USER]);

  expect(fault).toContain("found 29 lines and 1 importers");
  expect(fault).toContain("Merge it into the file that uses it.");
  expect(more).toEqual([]);
});

test.each([
  { what: "two importers", files: [SMALL, USER, OTHER] },
  { what: "thirty lines", files: [file(SMALL.path, 30), USER] },
  {
    what: "an index that exports it",
    files: [SMALL, { path: "server/src/run/index.ts", text: 'export { a } from "./small.ts";\n' }],
  },
  {
    what: "a second importer that loads it by import()",
    files: [SMALL, USER, { path: "server/src/run/lazy.ts", text: 'const a = await import("./small.ts");\n' }],
  },
])("a file with $what is no fault", ({ files }) => {
  expect(faultsOf(SMALL.path, files)).toEqual([]);
});

test("programs need no importer", () => {
  expect(faultsOf("server/src/main.ts", [file("server/src/main.ts", 10)])).toEqual([]);
});

test("a file may have 250 lines, and no more", () => {
  expect(faultsOf("server/src/a.ts", [file("server/src/a.ts", 250)])).toEqual([]);
  expect(faultsOf("server/src/a.ts", [file("server/src/a.ts", 251)])[0]).toContain("Split it by subject");
});

test("a folder may hold 25 files of its own, and no more", () => {
  const files = (count: number): SourceFile[] =>
    Array.from({ length: count }, (_, index) => file(`server/src/full/a${index}.ts`, 30));

  expect(roomFaults(files(25), [])).toEqual([]);
  expect(roomFaults(files(26), [])).toEqual([expect.stringContaining("found 26 files")]);
  expect(roomFaults([...files(25), file("server/src/full/below/b.ts", 30)], [])).toEqual([]);
});

test("an exception holds for a file, or for all in a folder; one of a file that nothing needs is a fault", () => {
  const reason = "one file for one command";

  expect(roomFaults([SMALL, USER], [{ path: SMALL.path, reason }])).toEqual([]);
  expect(roomFaults([SMALL, USER], [{ path: "server/src/run/", reason }])).toEqual([]);
  expect(roomFaults([file(SMALL.path, 30), USER], [{ path: SMALL.path, reason }])).toEqual([
    `${SMALL.path}: an exception that is not needed. Take it out of the list.`,
  ]);
  expect(roomFaults([], [{ path: "server/src/run/", reason }])).toEqual([]);
});
