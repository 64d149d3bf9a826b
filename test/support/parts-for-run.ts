import type { TestProject } from "vitest/node";
import { helmTools } from "../../scripts/chart/helm-tools.ts";
import { buildWhenStale } from "../../scripts/dashboard/build-when-stale.ts";
import shareChromium from "../dashboard/support/chromium-for-run.ts";
import collectDemo from "../dashboard/support/demo-for-run.ts";
import layOutImage from "../image/support/image-for-run.ts";
import bundleServer from "./bundle-for-run.ts";
import startPostgres from "./postgres-for-run.ts";

type End = (() => Promise<void>) | undefined;

interface Part {
  /** Folders of tests, below `test/`, that need it. */
  readonly for: RegExp;
  readonly start: (run: TestProject) => Promise<End>;
}

/** First what others are made with, then what is made side by side. */
const STEPS: readonly (readonly Part[])[] = [
  [
    {
      for: /^(integration|pgbouncer|security|dashboard|alerts|runbooks|image|operations|golden)$/,
      start: startPostgres,
    },
    // Otherwise each server that starts would build it, and say so.
    { for: /^(integration|security|dashboard|e2e)$/, start: buildDashboard },
    // In a run of one file of another folder it would take longer than it saves.
    { for: /^(security|alerts|runbooks|operations)$/, start: bundleServer },
    // Before files begin beside each other that would fetch it.
    { for: /^chart$/, start: fetchHelm },
  ],
  [
    { for: /^dashboard$/, start: collectDemo },
    { for: /^dashboard$/, start: shareChromium },
    { for: /^image$/, start: layOutImage },
  ],
];

let isStarted = false;

/** Starts what the files of this run need, once for all of its projects. Resolves with how to end it. */
export default async function setup({ vitest }: TestProject): Promise<End> {
  if (isStarted) return undefined;
  isStarted = true;
  const folders = new Set(vitest.state.getPaths().map((file) => /\/test\/(\w+)\//.exec(file)?.[1] ?? ""));
  const run = vitest.getRootProject();
  const ends: End[] = [];
  for (const parts of STEPS) {
    const needed = parts.filter((part) => [...folders].some((folder) => part.for.test(folder)));
    ends.unshift(...(await Promise.all(needed.map((part) => part.start(run)))));
  }
  return async () => {
    for (const end of ends) await end?.();
  };
}

async function buildDashboard(): Promise<undefined> {
  await buildWhenStale((line) => void process.stderr.write(`${line}\n`));
}

function fetchHelm(): Promise<undefined> {
  helmTools();
  return Promise.resolve(undefined);
}
