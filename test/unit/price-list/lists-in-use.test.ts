import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listsInUse, type StoredList } from "../../../server/src/price-list/lists-in-use.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "in-use-"));
  const text = "kubecent-price-list 1\ncloud aws\ncurrency USD\nbase us-east-1\ndate 2026-07-20\nend\n";
  writeFileSync(path.join(folder, "aws.br"), brotliCompressSync(text));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function inUse(stored: Pick<StoredList, "date" | "overDate"> | null): Promise<string> {
  const heads = stored ? [{ cloud: "aws", version: 3, ...stored }] : [];
  const store = {
    heads: () => Promise.resolve(heads),
    content: () => Promise.reject(new Error("not asked for")),
  };
  const [used] = await listsInUse({ folder, store }, ["aws"]);
  return used?.version === null ? `own of ${used.date}` : `version ${used?.version} of ${used?.date}`;
}

test.each([
  ["nothing is stored", null, "own of 2026-07-20"],
  ["a newer one is stored", { date: "2026-11-28", overDate: "2026-07-20" }, "version 3 of 2026-11-28"],
  [
    "one of the same day is stored",
    { date: "2026-07-20", overDate: "2026-07-20" },
    "version 3 of 2026-07-20",
  ],
  [
    "an older one was confirmed over this one",
    { date: "2025-01-01", overDate: "2026-07-20" },
    "version 3 of 2025-01-01",
  ],
  [
    "KubeCent's own is newer than the stored one and the one before",
    { date: "2026-03-01", overDate: "2025-04-24" },
    "own of 2026-07-20",
  ],
  [
    "KubeCent's own is newer than the one before, not than the stored one",
    { date: "2026-08-01", overDate: "2025-04-24" },
    "version 3 of 2026-08-01",
  ],
])("which list is in use where %s", async (_what, stored, used) => {
  expect(await inUse(stored)).toBe(used);
});
