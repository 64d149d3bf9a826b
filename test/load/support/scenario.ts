import { afterAll, beforeAll } from "vitest";
import { type Figure, tableOf } from "../../../bench/measure/table.ts";
import { checksums, readHours, type StoredHourSums, tornHours } from "../../chaos/support/stored-hours.ts";
import { startAuditor, startGreedy } from "./bystanders.ts";
import { type Drive, drive } from "./drive.ts";
import { greedyFigures, noneFigure, watchedFigures } from "./figures.ts";
import { type LoadWorld, startLoadWorld } from "./load-world.ts";
import { createMix } from "./request-mix.ts";
import { probesOf, watchWorld } from "./watch-world.ts";

/** A world that is ready for load. */
export interface Scenario {
  readonly world: LoadWorld;
  readonly callers: Drive["callers"];
  /** What it answers when as much is sent as it takes. */
  readonly mostPerSecond: number;
  /** What has been found so far. */
  readonly figures: Figure[];
}

const WARM_UP_S = 3;
const MEASURE_S = 6;

/** Starts a world before the test of a file, and ends it after. What was found is printed when the test is over. */
export function useScenario(): () => Scenario {
  let world: LoadWorld | undefined;
  let scenario: Scenario | undefined;
  beforeAll(async () => {
    world = await startLoadWorld();
    const callers = await createMix(world);
    const load = { url: world.url, callers, requestsPerSecond: null };
    await drive(load, WARM_UP_S);
    const { requestsPerSecond } = await drive(load, MEASURE_S);
    scenario = { world, callers, mostPerSecond: requestsPerSecond, figures: [] };
  }, 400_000);
  afterAll(async () => {
    if (scenario) process.stdout.write(`\n${tableOf(scenario.figures)}\n\n`);
    await world?.close();
  }, 60_000);
  return () => {
    if (!scenario) throw new Error("The world has not started");
    return scenario;
  };
}

/** Half of what the machine can. */
export function steadyLoad({ world: { url }, callers, mostPerSecond }: Scenario): Drive {
  return { url, callers, requestsPerSecond: mostPerSecond / 2 };
}

/** Figures that miss their target. */
export function missed({ figures }: Scenario): Figure[] {
  return figures.filter(({ isMet }) => isMet === false);
}

interface Work {
  readonly part: string;
  /** Whether each replica is asked how it is, beside what stands before them; not where replicas are stopped. */
  readonly asksReplicas?: boolean;
  /** Whether it lasts long enough to tell whether memory grows. */
  readonly isLong?: boolean;
}

/**
 * Watches the world while `work` puts it under load. Beside it one caller asks of a closed day, whose answers must not
 * change, and one asks beyond its limit.
 */
export async function underWatch<T>(
  { world, figures }: Scenario,
  { part, asksReplicas = true, isLong = false }: Work,
  work: () => Promise<T>,
): Promise<T> {
  const before = await readHours(world.databaseUrl);
  const auditor = await startAuditor(world);
  const greedy = await startGreedy(world);
  const probes = probesOf(world);
  const watch = await watchWorld(world, asksReplicas ? probes : probes.slice(0, 1));
  const result = await work();
  const watched = await watch.stop();
  figures.push(...watchedFigures(part, watched, isLong), ...greedyFigures(part, await greedy.stop()));
  const { asked, failures } = await auditor.stop();
  const after = await readHours(world.databaseUrl);
  const torn = tornHours(after).map(({ hour }) => hour);
  figures.push(
    noneFigure(part, `changed, of ${asked} answers of closed hours`, failures),
    noneFigure(part, `changed, of ${before.length} hours stored before`, otherHours(before, after)),
    noneFigure(part, `hours whose tables differ, of ${after.length}`, torn),
  );
  return result;
}

/** Hours that are not there any more, or with another sum. */
function otherHours(before: readonly StoredHourSums[], after: readonly StoredHourSums[]): string[] {
  const now = checksums(after, before);
  return before.filter(({ hour, checksum }) => now.get(hour) !== checksum).map(({ hour }) => hour);
}
