import { type ClusterFinding, DAY_MS, formatInstant, formatNano, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { FINDING_KINDS } from "../../domain/findings/finding.ts";
import { subjectText } from "../../domain/findings/finding-book.ts";
import {
  readFoundThings,
  readSummedFindings,
  type SummedFinding,
} from "../../store/findings/summed-findings.ts";
import type { PartialClusters } from "../../store/access/visibility.ts";

const MOST_EXAMPLES = 5;

interface FindingsQuestion {
  readonly clusterId: number;
  readonly partial: PartialClusters | null;
  /** End of the last hour that is stored. */
  readonly end: Instant;
}

/** What was found in a cluster's last day of stored hours, with some examples of each kind. */
export async function readClusterFindings(
  client: pg.ClientBase,
  { clusterId, partial, end }: FindingsQuestion,
): Promise<ClusterFinding[]> {
  const clusters = { clusterIds: [clusterId], partial };
  const summed = await readSummedFindings(client, clusters, { start: end - DAY_MS, end });
  const found: ClusterFinding[] = [];
  for (const each of summed) {
    const place = { hour: each.lastHour, code: each.code, most: MOST_EXAMPLES };
    found.push(clusterFinding(each, await readFoundThings(client, clusters, place)));
  }
  return found;
}

type FoundThings = Awaited<ReturnType<typeof readFoundThings>>;

function clusterFinding(
  { code, hours, lastHour, touchedNano }: SummedFinding,
  found: FoundThings,
): ClusterFinding {
  const { gravity, what, rule, remedy } = FINDING_KINDS[code];
  const things = found.flatMap((each) => each.things).slice(0, MOST_EXAMPLES);
  return {
    code,
    gravity,
    what,
    rule,
    remedy,
    hours,
    lastHour: formatInstant(lastHour),
    touchedCost: formatNano(touchedNano),
    things: found.reduce((sum, { count }) => sum + count, 0),
    examples: things.map(({ subject, minutes, detail }) => ({ name: subjectText(subject), minutes, detail })),
  };
}
