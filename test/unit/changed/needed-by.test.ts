import { expect, test } from "vitest";
import { affectedBy, nearestTests } from "../../../scripts/changed/needed-by.ts";

const FILES = [
  { path: "shared/src/index.ts", text: 'export * from "./money.ts";\nexport * from "./roles.ts";' },
  { path: "shared/src/money.ts", text: "export function splitNano() {}" },
  { path: "shared/src/roles.ts", text: "export const ROLES = [];" },
  { path: "server/src/a.ts", text: 'import {\n  splitNano,\n  type Role,\n} from "@kubecent/shared";' },
  { path: "server/src/b.ts", text: 'import { a } from "./a.ts";\nimport type { C } from "./c.ts";' },
  { path: "server/src/c.ts", text: 'const later = await import("./d.ts");' },
  { path: "server/src/d.ts", text: "export const D = 1;" },
  { path: "sdk/src/index.ts", text: 'export { D } from "../../server/src/d.ts";' },
  { path: "test/unit/b.test.ts", text: 'import "../../server/src/b.ts";' },
  { path: "test/unit/c.test.ts", text: 'import { C } from "../../server/src/c.ts";' },
  { path: "test/unit/roles.test.ts", text: 'import { ROLES } from "@kubecent/shared";' },
  { path: "test/unit/sdk.test.ts", text: 'import { D } from "@kubecent/sdk";' },
  { path: "test/unit/docs.test.ts", text: 'readFileSync("docs/alerts.md")' },
];

const testsOf = (...changed: string[]): string[] =>
  [...affectedBy(changed, FILES).keys()].filter((file) => file.startsWith("test/")).toSorted();

test.each([
  { what: "a file through another", changed: "server/src/a.ts", tests: ["test/unit/b.test.ts"] },
  { what: "a type alone: no", changed: "server/src/c.ts", tests: ["test/unit/c.test.ts"] },
  {
    what: "what is loaded later, and through a package",
    changed: "server/src/d.ts",
    tests: ["test/unit/c.test.ts", "test/unit/sdk.test.ts"],
  },
  {
    what: "names of the shared package, by where they are",
    changed: "shared/src/money.ts",
    tests: ["test/unit/b.test.ts"],
  },
  {
    what: "the same, from a list in which types stand",
    changed: "shared/src/roles.ts",
    tests: ["test/unit/roles.test.ts"],
  },
  { what: "a text that it names", changed: "docs/alerts.md", tests: ["test/unit/docs.test.ts"] },
  { what: "itself", changed: "test/unit/docs.test.ts", tests: ["test/unit/docs.test.ts"] },
  { what: "nothing that is gone and nobody names", changed: "server/src/gone.ts", tests: [] },
])("a test is affected by $what", ({ changed, tests }) => {
  expect(testsOf(changed)).toEqual(tests);
});

test("of a name that no file exports, the index is needed", () => {
  const user = { path: "test/unit/x.test.ts", text: 'import * as all from "@kubecent/shared";' };

  expect([...affectedBy(["shared/src/money.ts"], [...FILES, user]).keys()]).toContain(user.path);
});

test("how far a test is from what was changed is counted in imports", () => {
  const distances = affectedBy(["shared/src/money.ts"], FILES);

  expect(distances.get("shared/src/money.ts")).toBe(0);
  expect(distances.get("server/src/a.ts")).toBe(1);
  expect(distances.get("test/unit/b.test.ts")).toBe(3);
});

test("tests come by how many imports they are away, those of the same folders first", () => {
  const affected = new Map([
    ["server/src/domain/allocation/price-node.ts", 0],
    ["server/src/domain/allocation/measure-hour.ts", 1],
    ["test/unit/api/far.test.ts", 3],
    ["test/unit/sources/aside.test.ts", 2],
    ["test/unit/domain/advice/kin.test.ts", 2],
    ["test/unit/domain/allocation/own.test.ts", 2],
  ]);

  expect(nearestTests(affected)).toEqual([
    "test/unit/domain/allocation/own.test.ts",
    "test/unit/domain/advice/kin.test.ts",
    "test/unit/sources/aside.test.ts",
    "test/unit/api/far.test.ts",
  ]);
});

test("no test is near to nothing", () => {
  expect(nearestTests(new Map())).toEqual([]);
});
