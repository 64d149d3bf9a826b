import type { TestProject } from "vitest/node";
import { bundleServer } from "./server-bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the bundled service, where the files of this run need it: see `processOf`. */
    serverBundle: string | undefined;
  }
}

/** Bundles the service once for a run: it takes what two starts of a server save by it. */
export default async function setup(run: TestProject): Promise<undefined> {
  run.provide("serverBundle", await bundleServer());
}
