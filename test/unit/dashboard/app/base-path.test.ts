import { expect, it } from "vitest";
import { basePathOf } from "../../../../dashboard/src/app/base-path.ts";

it.each([
  ["http://localhost:8000/files/index-a1.js", ""],
  ["https://tools.example/costs/files/index-a1.js", "/costs"],
  ["https://tools.example/a/files/b/files/index-a1.js", "/a/files/b"],
])("a script at %s belongs to a page at %j", (scriptUrl, basePath) => {
  expect(basePathOf(scriptUrl)).toBe(basePath);
});
