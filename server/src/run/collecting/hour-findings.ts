import { formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { FINDING_CODES, FINDING_KINDS, type FindingCode } from "../../domain/findings/finding.ts";
import { subjectText } from "../../domain/findings/finding-book.ts";
import type { FoundThings } from "../../domain/findings/found-things.ts";
import type { Log } from "../../log/logger.ts";
import type { LabelledGauge } from "../../http/process-metrics.ts";

/** How long a kind of finding that goes on is left alone in the log: it comes with every hour. */
const SAY_AGAIN_AFTER_MS = 24 * HOUR_MS;

/** Tells what is wrong in what sources tell: once a day and kind in the log, and as a figure in the metrics. */
export interface HourFindings {
  /** Notes what was found in an hour of a cluster. */
  note(cluster: string, hour: Instant, found: readonly FoundThings[]): void;
  readonly gauge: LabelledGauge;
}

interface NewestHour {
  readonly hour: Instant;
  readonly counts: ReadonlyMap<FindingCode, number>;
}

/** Begins to follow the findings of collected hours. */
export function followFindings(log: Log, now: () => Instant): HourFindings {
  const newest = new Map<string, NewestHour>();
  const said = new Map<string, Instant>();
  return {
    note: (cluster, hour, found) => {
      const before = newest.get(cluster);
      if (!before || before.hour <= hour) newest.set(cluster, { hour, counts: countThings(found) });
      for (const each of found) {
        const key = `${cluster}\n${each.code}\n${each.namespace}`;
        const last = said.get(key) ?? Number.NEGATIVE_INFINITY;
        if (now() - last < SAY_AGAIN_AFTER_MS) continue;
        said.set(key, now());
        logFound(log, { cluster, hour }, each);
      }
    },
    gauge: {
      name: "kubecent_hour_findings",
      help: "Things in the newest collected hours whose data contradict themselves or cannot be, by kind of finding: docs/troubles.md",
      label: "code",
      read: () => sumCounts([...newest.values()]),
    },
  };
}

function countThings(found: readonly FoundThings[]): Map<FindingCode, number> {
  const counts = new Map<FindingCode, number>();
  for (const { code, things } of found) counts.set(code, (counts.get(code) ?? 0) + things.length);
  return counts;
}

/** Every kind is told, those that were not found as 0: an alert on a series that comes and goes never ends. */
function sumCounts(hours: readonly NewestHour[]): Map<string, number> {
  return new Map(
    FINDING_CODES.map((code) => [code, hours.reduce((sum, { counts }) => sum + (counts.get(code) ?? 0), 0)]),
  );
}

function logFound(log: Log, place: { cluster: string; hour: Instant }, found: FoundThings): void {
  const { what, rule } = FINDING_KINDS[found.code];
  const [first] = found.things;
  log.warn("hour.finding", {
    cluster: place.cluster,
    hour: formatInstant(place.hour),
    code: found.code,
    things: found.things.length,
    message: `${what} ${rule}${first ? ` First: ${subjectText(first.subject)} (${first.detail})` : ""}`,
  });
}
