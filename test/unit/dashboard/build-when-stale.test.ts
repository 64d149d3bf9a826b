import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { staleness } from "../../../scripts/dashboard/build-when-stale.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kubecent-stale-"));
  mkdirSync(path.join(folder, "src/screens"), { recursive: true });
  mkdirSync(path.join(folder, "dist"));
  writeFileSync(path.join(folder, "src/screens/a.tsx"), "a");
  for (const name of ["src/screens/a.tsx", "src/screens", "src"]) datedSeconds(name, 1_000);
});

afterEach(() => rmSync(folder, { recursive: true }));

function datedSeconds(name: string, seconds: number): void {
  utimesSync(path.join(folder, name), seconds, seconds);
}

function builtAt(seconds: number): void {
  writeFileSync(path.join(folder, "dist/index.html"), "");
  datedSeconds("dist/index.html", seconds);
}

const look = (): string | null => staleness(path.join(folder, "dist"), [path.join(folder, "src")]);

test("a dashboard that was never built is built", () => {
  expect(look()).toBe("there is none yet");
});

test("one that is as new as its sources is left alone", () => {
  builtAt(1_000);

  expect(look()).toBeNull();
});

test("one older than a source, or than a folder that lost one, is built again", () => {
  builtAt(1_000);
  datedSeconds("src/screens/a.tsx", 1_001);
  expect(look()).toBe("its sources are newer than the last build");

  datedSeconds("src/screens/a.tsx", 1_000);
  rmSync(path.join(folder, "src/screens/a.tsx"));
  expect(look()).toBe("its sources are newer than the last build");
});
