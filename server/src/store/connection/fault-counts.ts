import { channel } from "node:diagnostics_channel";
import { CostError } from "@kubecent/shared";
import { databaseFault } from "./database-faults.ts";

/** Why transactions failed, where it was the database's doing; the values of a label in the metrics. */
const FAULT_KINDS = ["pool_exhausted", "storage_full", "too_expensive", "unavailable"] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

/** Name of the channel on which transactions tell what the database failed them with. */
const DATABASE_FAULTS = "kubecent:database.fault";
const faults = channel(DATABASE_FAULTS);

/** What node-postgres says when every connection is lent and none came back in time. */
const NONE_CAME_BACK = "timeout exceeded when trying to connect";

const KINDS_BY_CODE: Readonly<Record<string, FaultKind>> = {
  STORAGE_FULL: "storage_full",
  QUERY_TOO_EXPENSIVE: "too_expensive",
  DATABASE_UNAVAILABLE: "unavailable",
};

/** Tells a listener that a transaction failed. Costs nothing where there is none. */
export function tellFault(error: unknown): void {
  if (!faults.hasSubscribers) return;
  const kind = kindOf(innermost(error));
  if (kind) faults.publish({ kind });
}

/** Counts them from now on. Each kind is there from the beginning: a rate needs a 0 to start from. */
export function countFaults(): { readonly counts: ReadonlyMap<string, number>; readonly stop: () => void } {
  const counts = new Map<string, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  const note = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("kind" in message)) return;
    const kind = String(message.kind);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  faults.subscribe(note);
  return {
    counts,
    stop: () => {
      faults.unsubscribe(note);
    },
  };
}

/** What was wrapped on the way says what was refused, not why. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error;
}

function kindOf(error: unknown): FaultKind | undefined {
  if (error instanceof Error && error.message.includes(NONE_CAME_BACK)) return "pool_exhausted";
  const fault = databaseFault(error);
  return fault instanceof CostError ? KINDS_BY_CODE[fault.code] : undefined;
}
