import { performance } from "node:perf_hooks";
import { pause } from "../pause.ts";
import { type GiveBack, type HourInLine, Lane } from "./lane.ts";

/** Rows of all hours that are in memory at a time: those of 20,000 containers, 28,000, take 150 MB. */
const ROWS_AT_A_TIME = 40_000;
/** As many more may wait for sources that are slow: 8 hours of small clusters. */
const PATIENT_ROWS = 20_000;
/** A small hour counts as so many: 16 at a time keep two cores busy with sources that answer in a second. */
const LEAST_ROWS = 2_500;
/** What an hour counts as before any of its cluster was collected. */
const UNKNOWN_ROWS = 5_000;
/** Less than a query may take, so that a source that hangs is known for it before its first hour has failed. */
const PATIENCE_MS = 20_000;
/** How often it is looked at whether that is over, at most. */
const LOOK_EVERY_MS = 1_000;

/** An hour of a cluster that asks for its turn. */
export interface HourToCollect extends Pick<HourInLine, "isLive"> {
  readonly clusterId: number;
  readonly signal: AbortSignal;
}

/** Collects an hour; calls back when its source has answered all. */
type CollectWork<Result> = (onObserved: () => void) => Promise<Result>;

/** Turns at collecting, for all clusters of a process together. */
export interface HourTurns {
  /** Runs the work when it is the hour's turn. Throws what the work throws, or the signal's reason. */
  run<Result extends { readonly rowCount: number }>(
    hour: HourToCollect,
    work: CollectWork<Result>,
  ): Promise<Result>;
}

interface TurnsOptions {
  readonly roomRows?: number;
  readonly patientRows?: number;
  /** Resolves when an hour has waited for its source for too long: true, or false where the signal came first. */
  readonly patience?: (signal: AbortSignal) => Promise<boolean>;
}

/**
 * Bounds what all clusters together have in memory. Sources that are slow, hang or fail have a lane of their own, so they keep
 * nobody else waiting: an hour that waits too long moves there as soon as there is room, and the next ones of its cluster
 * begin there, until one of them is collected in time.
 */
export function createHourTurns({
  roomRows = ROWS_AT_A_TIME,
  patientRows = PATIENT_ROWS,
  patience = (signal) => idleFor(PATIENCE_MS, signal),
}: TurnsOptions = {}): HourTurns {
  const quick = new Lane(roomRows);
  const patient = new Lane(patientRows);
  const rowsOf = new Map<number, number>();
  const slow = new Set<number>();
  const firstHours = new FirstHours();

  /** Takes note of an hour that is slow, and moves it out of the way of others. Returns where it stands now. */
  const moveAside = async (clusterId: number, held: Held, place: HourInLine): Promise<void> => {
    slow.add(clusterId);
    if (held.lane === patient) return;
    const giveBack = await patient.take(place);
    held.giveBack();
    Object.assign(held, { giveBack, lane: patient });
    if (held.isOver) giveBack();
  };

  return {
    run: async ({ clusterId, isLive, signal }, work) => {
      const isOver = await firstHours.begin(clusterId, () => rowsOf.has(clusterId));
      const rows = Math.max(LEAST_ROWS, rowsOf.get(clusterId) ?? UNKNOWN_ROWS);
      const place = { rows, isLive };
      // Beside another one of its size it would take twice the memory: it stays, and leaves room for small ones only.
      const isLarge = rows > patientRows;
      const lane = slow.has(clusterId) && !isLarge ? patient : quick;
      const held: Held = { lane, giveBack: await lane.take(place), isOver: false };
      const observed = new AbortController();
      let isLate = false;
      try {
        signal.throwIfAborted();
        void patience(observed.signal).then((isOut) => {
          isLate = isOut;
          return isOut && !isLarge ? moveAside(clusterId, held, place) : undefined;
        });
        const result = await work(() => observed.abort());
        rowsOf.set(clusterId, result.rowCount);
        if (!isLate) slow.delete(clusterId);
        return result;
      } catch (error) {
        if (!signal.aborted) slow.add(clusterId);
        throw error;
      } finally {
        observed.abort();
        held.isOver = true;
        held.giveBack();
        isOver();
      }
    },
  };
}

/**
 * Lets the first hour of a cluster go alone, until it is known how many rows an hour of it has: a collector begins with several hours
 * of each cluster, and three of 20,000 containers that count as small ones would be in memory together.
 */
class FirstHours {
  readonly #underWay = new Map<number, Promise<void>>();

  /** Resolves when the hour may begin, with what is to be called when it is over, whatever has become of it. */
  async begin(clusterId: number, isSizeKnown: () => boolean): Promise<() => void> {
    for (let first = this.#underWay.get(clusterId); first; first = this.#underWay.get(clusterId)) await first;
    if (isSizeKnown()) return () => undefined;

    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.set(clusterId, promise);
    return () => {
      this.#underWay.delete(clusterId);
      resolve();
    };
  }
}

/** What an hour holds while it is collected. */
interface Held {
  lane: Lane;
  giveBack: GiveBack;
  isOver: boolean;
}

/**
 * Resolves to true when this process has had nothing to do for so long, in all, since the call; to false when the signal
 * comes first. Who waits for a source while there is other work keeps nobody: the processor is what is waited for. And
 * answers seem slow then although their source is not.
 */
async function idleFor(durationMs: number, signal: AbortSignal): Promise<boolean> {
  const idleBefore = performance.eventLoopUtilization().idle;
  let leftMs = durationMs;
  while (leftMs > 0) {
    await pause(Math.max(LOOK_EVERY_MS, leftMs), signal);
    if (signal.aborted) return false;
    leftMs = durationMs - (performance.eventLoopUtilization().idle - idleBefore);
  }
  return true;
}
