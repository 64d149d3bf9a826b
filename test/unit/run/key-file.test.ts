import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readKeyFile } from "../../../server/src/run/start/key-file.ts";

function createFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function place(folder: string, configured: string | null = null) {
  return { setting: "CURSOR_KEY_FILE", configured, ownFile: path.join(folder, "data", "cursor-key") };
}

test("a key of our own is made once, for its owner alone", async () => {
  const folder = createFolder();

  const [first, second] = await Promise.all([readKeyFile(place(folder)), readKeyFile(place(folder))]);

  expect(first).toHaveLength(32);
  expect(second).toEqual(first);
  expect(statSync(place(folder).ownFile).mode & 0o777).toBe(0o600);
});

test("a configured key is read and no other is made", async () => {
  const folder = createFolder();
  const file = path.join(folder, "shared.key");
  writeFileSync(file, Buffer.alloc(40, 1));

  expect(await readKeyFile(place(folder, file))).toEqual(readFileSync(file));
  expect(() => statSync(place(folder).ownFile)).toThrow("ENOENT");
});

test.each([
  { bytes: null, says: "cannot be read (ENOENT)" },
  { bytes: 8, says: "holds 8 bytes, a key has 32 or more" },
])("a key file that is no key is refused by the setting's name: $says", async ({ bytes, says }) => {
  const folder = createFolder();
  const file = path.join(folder, "shared.key");
  if (bytes !== null) writeFileSync(file, Buffer.alloc(bytes));

  const reading = readKeyFile(place(folder, file));

  await expect(reading).rejects.toThrow(`CURSOR_KEY_FILE: ${file} ${says}`);
});
