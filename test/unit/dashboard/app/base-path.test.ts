import { expect, it } from "vitest";
import { basePathOf } from "../../../../dashboard/src/app/base-path.ts";

it.each([
  ["http://localhost:8000/assets/index-a1.js", ""],
  ["https://tools.example/costs/assets/index-a1.js", "/costs"],
  ["https://tools.example/a/assets/b/assets/index-a1.js", "/a/assets/b"],
])("a script at %s belongs to a page at %j", (scriptUrl, basePath) => {
  expect(basePathOf(scriptUrl)).toBe(basePath);
});
