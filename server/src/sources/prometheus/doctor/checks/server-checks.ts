import { DAY_MS, MINUTE_MS } from "@kubecent/shared";
import { ASSETS, POD_FAMILIES } from "../../query/families.ts";
import type { Family } from "../../query/selector.ts";
import { TARGET_LABELS, targetOf } from "../../series/target.ts";
import { type Check, found, missing, partial } from "../source-check.ts";
import { LOOK_BACK_MS } from "../examiner.ts";

/** At a longer interval the hour's last minutes have no sample to stand for them. */
const LONGEST_INTERVAL_MS = 5 * MINUTE_MS;
const SHORT_HISTORY_MS = 2 * DAY_MS;
const SMALL_SKEW_MS = 5_000;
/** Hours are collected ten minutes after their end, by this machine's clock. */
const LARGE_SKEW_MS = 5 * MINUTE_MS;

/** How the server scrapes and remembers, and whether its answers can be trusted. */
export const SERVER_CHECKS: readonly Check[] = [
  intervalCheck("kube-state-metrics", ASSETS.nodeInfo),
  intervalCheck("cAdvisor", POD_FAMILIES.ram),
  intervalCheck("the price exporter", ASSETS.nodeCpuPrice),
  intervalCheck("the network exporter", POD_FAMILIES.egress),
  {
    name: "who tells of containers",
    gravity: "poorer",
    consequence: "None of its own: what several exporters, replicas or servers tell counts once",
    remedy: "Scrape each exporter once, to spare Prometheus",
    async look(examiner) {
      const told = await examiner.countBy(POD_FAMILIES.running, TARGET_LABELS);
      const targets = new Set(told.map(targetOf));
      if (targets.size === 0) return missing("nobody");
      const jobs = new Set(told.map(({ labels }) => labels["job"] ?? ""));
      return found(
        targets.size === 1
          ? "one target"
          : `${targets.size} targets of ${[...jobs].toSorted().join(", ")}: each container counts once`,
      );
    },
  },
  {
    name: "how far history reaches",
    gravity: "poorer",
    consequence: "Older hours cannot be collected: they stay gaps",
    remedy: "Raise Prometheus' --storage.tsdb.retention.time before the first hours are gone",
    async look(examiner) {
      const reachMs = await examiner.reachMs();
      if (reachMs === null) return missing("nothing of the cluster is remembered");
      const detail = `${(reachMs / DAY_MS).toFixed(1)} days`;
      return reachMs < SHORT_HISTORY_MS ? partial(detail) : found(detail);
    },
  },
  {
    name: "the server's clock",
    gravity: "wrong",
    consequence: "Hours are collected before their last samples are there, or late, and edges are off",
    remedy: "Run NTP on both machines",
    async look(examiner) {
      const aheadMs = await examiner.clockAheadMs();
      const detail = `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? "behind" : "ahead of"} this machine's`;
      if (Math.abs(aheadMs) <= SMALL_SKEW_MS) return found(detail);
      return Math.abs(aheadMs) < LARGE_SKEW_MS ? found(`${detail}: small enough`) : missing(detail);
    },
  },
];

/** Looked at after all others: whether any of their answers was partial. */
export const WHOLE_ANSWERS: Check = {
  name: "whole answers",
  gravity: "wrong",
  consequence: "Hours with a partial answer count as not seen, whole",
  remedy: "Look at the warnings of Thanos, Mimir or Cortex: a store or an ingester does not answer",
  look: (examiner) =>
    Promise.resolve(examiner.isPartial ? missing("an answer came with warnings") : found("no warnings")),
};

function intervalCheck(who: string, family: Family): Check {
  return {
    name: `scrape interval of ${who}`,
    gravity: "wrong",
    consequence:
      "Above 300 s minutes are lost at the ends of hours; above 60 s short jobs and bursts are coarse",
    remedy: `Scrape ${who} every 60 s or more often`,
    async look(examiner) {
      const counts = await examiner.usualSampleCounts(family);
      if (counts.length === 0) return found("not scraped");
      const intervals = counts.map(({ labels, values }) => {
        const intervalMs = LOOK_BACK_MS / (values[0] ?? 1);
        return { job: labels["job"] ?? "", intervalMs };
      });
      const detail = intervals
        .map(({ job, intervalMs }) => `${Math.round(intervalMs / 1000)} s${job && ` (${job})`}`)
        .join(", ");
      const longest = Math.max(...intervals.map(({ intervalMs }) => intervalMs));
      if (longest > 1.2 * LONGEST_INTERVAL_MS) return missing(detail);
      return found(longest > 1.2 * MINUTE_MS ? `${detail}: coarse for jobs of a few minutes` : detail);
    },
  };
}
