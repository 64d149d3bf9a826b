import type { TestProject } from "vitest/node";
import { startChromium } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The browser that all files share; each has windows of its own in it. */
    chromiumUrl: string;
  }
}

/** Starts one browser for a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await startChromium();
  project.provide("chromiumUrl", browser.wsEndpoint());
  return () => browser.close();
}
