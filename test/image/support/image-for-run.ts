import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { layOutImage } from "../../../scripts/image/lay-out-image.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that is /app in the image of the target `service`. */
    serviceApp: string;
    /** The same of the target `embedded`, which has PostgreSQL in it. */
    embeddedApp: string;
  }
}

/** Lays the image out once for a run of tests. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-image-"));
  chmodSync(folder, 0o755);
  project.provide("serviceApp", layOutImage(folder, "service"));
  project.provide("embeddedApp", layOutImage(folder, "embedded"));
  return () => rmSync(folder, { recursive: true, force: true });
}
