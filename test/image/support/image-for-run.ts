import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { makeBeside } from "../../support/made-beside.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Below it stand the folders that are /app in the images of all targets, once they are laid out: see `laidOut`. */
    imageFolder: string;
  }
}

const PROCESS = fileURLToPath(new URL("lay-out-process.ts", import.meta.url));

/** Begins to lay the image out, once for a run: tests that want it wait for it, others run meanwhile. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-image-"));
  chmodSync(folder, 0o755);
  const end = await makeBeside(project, "image", [PROCESS, folder]);
  project.provide("imageFolder", folder);
  return async () => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  };
}
