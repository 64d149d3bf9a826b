import { expect, test } from "vitest";
import { runAdminToEnd } from "../../support/server-process.ts";

/** The options that a command's help names. */
async function optionsOf(name: string): Promise<string[]> {
  const { stdout } = await runAdminToEnd([name, "--help"], {});
  return [...stdout.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option = ""]) => option);
}

test.each([
  { name: "collect", options: ["--cluster", "--start", "--end"] },
  { name: "reprice", options: ["--cluster", "--start", "--end", "--book", "--dry-run"] },
  { name: "verify", options: ["--cluster", "--start", "--end"] },
  { name: "rebuild-rollups", options: ["--cluster", "--start", "--end"] },
  { name: "migrate", options: [] },
])("admin $name takes $options", async ({ name, options }) => {
  expect(await optionsOf(name)).toEqual(options);
});
