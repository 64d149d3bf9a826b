import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger } from "../../../server/src/log/logger.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import {
  keepCheckpoint,
  openAuditMemory,
  readKeptCheckpoint,
} from "../../../server/src/run/parts/audit-memory.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kubecent-checkpoint-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileIn = (...parts: string[]): string => path.join(folder, ...parts, "audit-checkpoint");

test("what was kept last is read again, in a folder that was made for it, by its owner alone", async () => {
  const file = fileIn("new");
  const before = await readKeptCheckpoint(file);
  await keepCheckpoint(file, "a.b.c");
  await keepCheckpoint(file, "d.e.f");

  expect([before, await readKeptCheckpoint(file)]).toEqual([null, "d.e.f"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(["audit-checkpoint"]);
});

test("of many that keep at once, one stands in the file, whole", async () => {
  const all = Array.from({ length: 20 }, (_each, index) => `${index}`.repeat(2_000));
  await Promise.all(all.map((text) => keepCheckpoint(fileIn(), text)));

  expect(all).toContain(await readKeptCheckpoint(fileIn()));
  expect(readdirSync(folder)).toHaveLength(1);
});

test("what cannot be written is told once, and remembered as long as the process lives", async () => {
  const data = path.join(folder, "data");
  writeFileSync(data, "a file, where a folder should be");
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ LOG_LEVEL: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  const memory = await openAuditMemory(
    readSettings({ ENVIRONMENT: "development", KUBECENT_DATA: data }),
    log,
  );

  await memory.remember("a.b.c");
  await memory.remember("d.e.f");

  expect(memory.last()).toBe("d.e.f");
  expect(lines.map(({ code }) => code)).toEqual(["AUDIT_CHECKPOINT_UNREADABLE", "AUDIT_CHECKPOINT_NOT_KEPT"]);
});
