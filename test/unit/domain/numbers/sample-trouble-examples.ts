import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { endsIn, listingsOf } from "../../../../server/src/sources/prometheus/pods/cgroups.ts";
import { cpuUsage, ramUsage } from "../../../../server/src/sources/prometheus/pods/container-usage.ts";
import { Doubts } from "../../../../server/src/sources/prometheus/pods/doubts.ts";
import { observeNetwork } from "../../../../server/src/sources/prometheus/pods/observe-network.ts";
import { PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { increasesOf } from "../../../../server/src/sources/prometheus/series/increases.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { BYTES_PER_GIB } from "../../../../server/src/domain/units.ts";
import { describeVisibility } from "../../../../server/src/sources/prometheus/gaps.ts";
import {
  HOUR,
  minute,
  minutesIn,
  type Point,
  seriesOf,
  steady,
} from "../../sources/prometheus/support/series-of.ts";
import type { Computation, Given } from "./given.ts";

const TARGET = { job: "kubelet", instance: "node-1:10250" };
const SECOND_MS = 1_000;

/** Samples of a counter that has run since long before the hour. */
function counting(perSecond: number, from = -7, to = 67, base = 1_000): Point[] {
  return steady(from, to).map(([time]) => [time, base + (perSecond * (time - minute(-7))) / SECOND_MS]);
}

function heard(...series: Series[]): ScrapeTimes {
  const scrapes = new ScrapeTimes();
  scrapes.note(series, { isOfCluster: true });
  return scrapes;
}

/** Cores and bytes in the middle of the hour, by all that is listed of a container. */
function usageOf(cpu: readonly Series[], ram: readonly Series[] = []): { cores: string; gib: string } {
  const context = { hour: HOUR, scrapes: heard(...cpu, ...ram), findings: new FindingBook() };
  const doubts = new Doubts({ kind: "pod", namespace: "shop", name: "web-1" }, context);
  const container = { starts: [], size: { cpuCores: 8, ramBytes: 32 * BYTES_PER_GIB }, doubts };
  const listings = listingsOf(cpu);
  const cores = cpuUsage(listings, container, context)[30] ?? Number.NaN;
  const bytes =
    ramUsage(listingsOf(ram), { ...container, ends: endsIn(listings, context.scrapes) }, context)[30] ??
    Number.NaN;
  return { cores: rounded(cores), gib: rounded(bytes / BYTES_PER_GIB) };
}

function rounded(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

function growthOf(given: Given, what: string): string {
  const step = given.number("seconds from one sample to the next") * SECOND_MS;
  const values = given.text(`CPU seconds, ${what}`).split(", ").map(Number);
  const points = values.map((value, index): Point => [index * step, value]);
  const mostPerSecond = given.number("cores of the node");
  const growth = increasesOf(seriesOf({}, points), { mostPerSecond, slackMs: step / 2 });
  return rounded(growth.reduce((sum, { amount }) => sum + amount, 0));
}

/** The examples about what is told wrongly, twice, or under other labels. */
export const SAMPLE_TROUBLE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "an interval that changes, and looks that are missed": (given) => {
    const [first, second] = ["before", "after"].map(
      (when) => given.number(`seconds from one sample to the next ${when} half past`) / 60,
    );
    const missed = (when: string) => given.number(`looks missed at ${when}`) * (second ?? 0);
    const isMissed = (at: number): boolean =>
      (at > 45 && at <= 45 + missed("a quarter to")) || (at > 50 && at <= 50 + missed("ten to"));
    const points = [
      ...steady(-7, 30, { step: first ?? 0 }),
      ...steady(30 + (second ?? 0), 67, { step: second ?? 0 }),
    ].filter(([time]) => !isMissed((time - HOUR) / 60_000));

    const { seenMinutes, gaps } = describeVisibility(
      heard(seriesOf(TARGET, points)).clusterCoverage(),
      HOUR,
      "not_scraped",
    );

    return { "minutes seen": String(minutesIn(seenMinutes)), gaps: String(gaps.length) };
  },

  "samples that cannot be": (given) => ({
    "growth with a sample beyond all measure": growthOf(given, "one sample beyond all measure"),
    "growth with a small fall": growthOf(given, "a small fall"),
    "growth with another level": growthOf(given, "another level from then on"),
  }),

  "cgroups within each other": (given) => {
    const cgroups = [
      ["/pod/c1", "by the outer cgroup"],
      ["/pod/c1/inner", "by one within it"],
      ["/pod/c1/inner/scope", "by one within that"],
    ] as const;
    const rows = cgroups.map(([id, by]) =>
      seriesOf({ ...TARGET, id, name: "c1" }, counting(given.number(`cores in use, ${by}`))),
    );
    return { "cores in use by the container": usageOf(rows).cores };
  },

  "a dead cgroup that is listed on": (given) => {
    const [dead, next] = ["c1", "c2"].map((name) => ({ ...TARGET, id: `/pod/${name}`, name }));
    const bytes = (what: string) => given.number(`memory of ${what}, GiB`) * BYTES_PER_GIB;
    const { cores, gib } = usageOf(
      [
        seriesOf({ ...dead }, counting(0)),
        seriesOf({ ...next }, counting(given.number("cores in use by the one that followed it"))),
      ],
      [
        seriesOf({ ...dead }, steady(-7, 67, { value: bytes("a cgroup that stands still") })),
        seriesOf({ ...next }, steady(-7, 67, { value: bytes("the one that followed it") })),
      ],
    );
    return { "cores in use by the container": cores, "memory in use by the container, GiB": gib };
  },

  "traffic under new labels": (given) => {
    const labels = {
      job: "network",
      instance: "node-1",
      namespace: "db",
      pod_name: "db-0",
      internet: "true",
    };
    const perSecond = given.number("bytes sent in a minute") / 60;
    const base = given.number("bytes sent since the pod began");
    const change = given.number("labels change after minute");
    const egress = [
      seriesOf(labels, counting(perSecond, -7, change, base)),
      seriesOf({ ...labels, cluster: "prod" }, counting(perSecond, change + 1, 67, base)),
    ];
    const context = {
      lives: new PodLives(),
      scrapes: heard(...egress),
      hour: HOUR,
      ends: new Map<string, number>(),
    };

    const [sent] = observeNetwork({ egress, started: [] }, { ...context, findings: new FindingBook() });

    return { "bytes sent in the hour": rounded(sent?.internetBytes ?? Number.NaN) };
  },
};
