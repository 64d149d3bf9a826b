import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { budgetFaults, type BuiltFile, measureBuild } from "../../../scripts/dashboard/budgets.ts";

const PAGE = `<script src="./assets/a.js"></script><link href="./assets/b.js"><link href="./assets/a.css">`;

function file(path: string, bytes: number): BuiltFile {
  // Random bytes do not compress, and get the 20 or so of gzip's own beside them.
  return { path, body: randomBytes(bytes) };
}

test("what the page names counts together, and each later script alone", () => {
  const sizes = measureBuild(PAGE, [
    file("/assets/a.js", 70_000),
    file("/assets/b.js", 60_000),
    file("/assets/a.css", 11_000),
    file("/assets/screen.js", 14_000),
    file("/assets/large-screen.js", 16_000),
    file("/assets/screen.css", 90_000),
  ]);

  expect(sizes.map(({ what }) => what)).toEqual([
    "scripts at once",
    "styles at once",
    "/assets/screen.js",
    "/assets/large-screen.js",
  ]);
  expect(budgetFaults(sizes)).toEqual([
    expect.stringMatching(/^scripts at once: found 1300\d\d bytes under gzip, wanted 120000 at most$/),
    expect.stringMatching(
      /^\/assets\/large-screen.js: found 160\d\d bytes under gzip, wanted 15000 at most$/,
    ),
  ]);
});
