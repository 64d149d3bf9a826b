import type { Instant } from "@kubecent/shared";
import { SourceError } from "../source-error.ts";
import { type AskerOptions, createAsker } from "../transport/asker.ts";
import type { Connection } from "../transport/source-connection.ts";
import type { TimeWindow } from "../prometheus/time/stretches.ts";
import { type Allocation, allocationSchema } from "./answers/allocation-answer.ts";
import { type Asset, assetSchema } from "./answers/asset-answer.ts";
import { type Answer, readRows } from "./answers/envelope.ts";

/**
 * Versions such as 1.113 look every five minutes unless told otherwise, which bills a job of 17 minutes for 15.
 * The latest know no such parameter and ignore it.
 */
const RESOLUTION = "1m";

/** The answer for one cluster. */
export interface OwnAnswer<Row> extends Answer<Row> {
  /** Other clusters that the server knows. */
  readonly otherClusters: readonly string[];
}

export interface OpenCostClient {
  /** What each container took within an hour. */
  allocations(hour: TimeWindow, signal: AbortSignal): Promise<Answer<Allocation>>;
  /** What stood within a window. */
  assets(window: TimeWindow, signal: AbortSignal): Promise<OwnAnswer<Asset>>;
}

/** Asks an OpenCost server for one cluster: the named one, else the only one that it knows. Throws SourceError. */
export function createOpenCostClient(
  connection: Connection,
  { cluster, ...options }: AskerOptions & { readonly cluster: string | null },
): OpenCostClient {
  const ask = createAsker(connection, options);
  return {
    allocations: (hour, signal) => {
      // No `step`: it is the window unless given, and what it may be called changed. No `aggregate`: it would
      // join containers. No `filter`: old versions ignore it without a word.
      const parameters = { window: windowText(hour), resolution: RESOLUTION };
      const send = (to: Connection, within: AbortSignal) =>
        to.get("/allocation/compute", new URLSearchParams(parameters), within);
      const read = (text: string) => ownRows(readRows(text, allocationSchema), hour, cluster);
      return ask({ what: `the allocations of ${windowText(hour)}`, send, read }, signal);
    },
    assets: (window, signal) => {
      const parameters = new URLSearchParams({ window: windowText(window) });
      const send = (to: Connection, within: AbortSignal) => to.get("/assets", parameters, within);
      const read = (text: string) => {
        const answer = readRows(text, assetSchema);
        // A cloud's bill among them has windows of its own.
        const known = answer.rows.filter(({ type }) => type !== "other");
        return ownRows({ ...answer, rows: known }, window, cluster);
      };
      return ask({ what: `the assets of ${windowText(window)}`, send, read }, signal);
    },
  };
}

/** RFC 3339 without fractions of a second, which OpenCost refuses. */
function windowText({ start, end }: TimeWindow): string {
  return `${timeText(start)},${timeText(end)}`;
}

function timeText(time: Instant): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

interface OwnedRow {
  readonly window: { readonly start: Instant; readonly end: Instant };
  readonly properties: { readonly cluster: string };
}

/** The rows of one cluster, once it is certain that they answer what was asked. */
function ownRows<Row extends OwnedRow>(
  answer: Answer<Row>,
  asked: TimeWindow,
  cluster: string | null,
): OwnAnswer<Row> {
  const stray = answer.rows.find(({ window }) => window.start !== asked.start || window.end !== asked.end);
  if (stray) {
    throw new SourceError(
      `it answered for another window, ${windowText(stray.window)}: is a cache in between?`,
    );
  }
  const named = answer.rows.map(({ properties }) => properties.cluster).filter((name) => name !== "");
  const clusters = [...new Set(named)].toSorted();
  if (cluster === null && clusters.length > 1) {
    throw new SourceError(
      `it answered for several clusters (${clusters.join(", ")}): name the one that is meant`,
    );
  }
  const rows = answer.rows.filter(({ properties }) => cluster === null || properties.cluster === cluster);
  const otherClusters = clusters.filter((name) => cluster !== null && name !== cluster);
  return { ...answer, rows, otherClusters };
}
