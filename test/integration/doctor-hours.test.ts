import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { doctorOfPrometheus } from "../../server/src/run/commands/doctor-prometheus.ts";
import { FoundSummary } from "../../server/src/run/collecting/found-summary.ts";
import { makeWorld, OBSERVED } from "../support/recording/make-world.ts";
import type { Sample } from "../support/recording/emit.ts";
import { recordSamples } from "../support/recording/record-world.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`The doctor's look at hours not tested: ${missing}\n`);

let samples: readonly Sample[];
beforeAll(() => {
  const world = makeWorld(1, { isRenamed: false, hasUid: true, hasCgroup: true, hasCopies: true });
  samples = missing === null ? recordSamples(world, 1) : [];
});

/** What the doctor prints of a recorded cluster of which some series are left out. */
function doctorOn(isKept: (series: string) => boolean) {
  let served: ServedRecording | null = null;
  beforeAll(async () => {
    served = await serveRecording(samples.filter(({ series }) => isKept(series)));
  });
  afterAll(() => served?.[Symbol.asyncDispose]());
  return async (stored: FoundSummary | null = null): Promise<string> => {
    const printed: string[] = [];
    const cluster = { name: "prod", source: { url: served?.url ?? "" }, priceBook: DEFAULT_PRICE_BOOK };
    await doctorOfPrometheus(cluster, {
      now: () => OBSERVED.until,
      signal: new AbortController().signal,
      windowMs: null,
      print: (line) => printed.push(line),
      storedFindings: () => Promise.resolve(stored),
    });
    return printed.join("\n");
  };
}

describe.skipIf(missing !== null)("a well watched cluster", () => {
  const printed = doctorOn(() => true);

  test("is looked at by whole hours, in which nothing contradicts itself, without a promise that its numbers are right", async () => {
    const text = await printed();

    expect(text).toMatch(/Looked at whole hours: \d{4}-/);
    expect(text).toContain("Nothing contradicts itself in them.");
    expect(text).not.toMatch(/will be right/i);
  });

  test("is told what is stored of its hours, with the money that it touches", async () => {
    const stored = new FoundSummary("USD");
    const subject = { kind: "pod", namespace: "shop", name: "web" } as const;
    const things = [{ subject, minutes: 3, detail: "9.1e18 B, the node has 3.4e10 B" }];
    stored.note(OBSERVED.from, [
      { code: "usage_impossible", namespace: "shop", things, touchedNano: 20_000_000n },
    ]);

    const text = await printed(stored);

    expect(text).toMatch(
      /Stored of the window:\nIGNORED {4}usage_impossible: .*\n +touches 0\.020000000 USD: 1 thing in 1 hour, first shop\/web at/,
    );
  });
});

describe.skipIf(missing !== null)("a cluster whose volumes a keep-list left out", () => {
  const kept = /^kube_pod_spec_volumes/;
  const ofVolumes = /^(?:kube_persistentvolume|pv_|pod_pvc|kubecost_pv|kube_pod_spec_volumes)/;
  const printed = doctorOn((series) => kept.test(series) || !ofVolumes.test(series));

  test("is told that there are volumes which nobody measures", async () => {
    expect(await printed()).toMatch(
      /MISSING +kube_persistentvolume_capacity_bytes: none, though there is kube_pod_spec_volumes/,
    );
  });
});
