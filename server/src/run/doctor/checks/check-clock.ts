import { LARGEST_SKEW_MS, NOTED_SKEW_MS } from "../../../collector/trusted-now.ts";
import { readDatabaseClock } from "../../../store/health/server-facts.ts";
import { inLook } from "../../../store/connection/transaction.ts";
import { configuredSource } from "../../start/configured-source.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import { type Patient, whyAway } from "../patient.ts";
import { clustersOf } from "./check-sources.ts";

/** Whose clock is ahead of this machine's: where they differ too much, no hour is collected. */
export const clockCheck: ServiceCheck = {
  subject: "clock",
  needs: ["DATABASE_URL", "KUBECENT_DATA", "CLUSTERS_FILE"],
  async look(patient, signal) {
    const database = await judgedClock("database", patient, async () =>
      inLook(await patient.database(), readDatabaseClock),
    );
    const sources = await Promise.all(
      (await clustersOf(patient)).map(async ({ name, source }) => {
        const { clock } = configuredSource(source, patient.now);
        return clock && source.kind !== "demo" ? [await judgedClock(name, patient, () => clock(signal))] : [];
      }),
    );
    return [database, ...sources.flat()];
  },
};

async function judgedClock(name: string, { now }: Patient, read: () => Promise<number>): Promise<Result> {
  const askedAt = now();
  try {
    const theirs = await read();
    // Theirs was read at some moment in between: the nearest one is believed.
    return judgeClock(name, theirs - Math.min(Math.max(theirs, askedAt), now()));
  } catch (error) {
    return noAnswer(name, whyAway(error), "see why it does not answer");
  }
}

/** How far a clock is ahead of ours, in milliseconds; behind it where negative. */
export function judgeClock(name: string, aheadMs: number): Result {
  const seconds = Math.abs(aheadMs) / 1_000;
  const found = `${seconds.toFixed(1)} s ${aheadMs < 0 ? "behind" : "ahead of"} this machine`;
  const remedy = "let both take the time from the same servers (NTP)";
  if (Math.abs(aheadMs) > LARGEST_SKEW_MS) return wrong(name, `${found}: no hour is collected`, remedy);
  return Math.abs(aheadMs) > NOTED_SKEW_MS ? warn(name, found, remedy) : ok(name, found);
}
