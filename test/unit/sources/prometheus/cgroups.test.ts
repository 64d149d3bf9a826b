import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { endsIn, listedBeside, listingsOf } from "../../../../server/src/sources/prometheus/pods/cgroups.ts";
import { cpuUsage, ramUsage } from "../../../../server/src/sources/prometheus/pods/container-usage.ts";
import { Doubts } from "../../../../server/src/sources/prometheus/pods/doubts.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "kubelet", instance: "node:10250" };
const OUTER = { ...TARGET, id: "/kubepods/poda/c1", name: "c1" };
const INNER = { ...TARGET, id: "/kubepods/poda/c1/init.scope", name: "c1" };
const NEXT = { ...TARGET, id: "/kubepods/poda/c2", name: "c2" };

/** A counter that runs at a number of cores from one minute to another. */
function running(
  labels: Readonly<Record<string, string>>,
  cores: number,
  at: Partial<Record<"from" | "to" | "base", number>> = {},
): Series {
  const { from = -7, to = 67, base = 1_000 } = at;
  const points = steady(from, to).map(
    ([time]): Point => [time, base + (cores * (time - minute(from - 1))) / 1_000],
  );
  return seriesOf(labels, points);
}

function sum(minutes: Float64Array): number {
  return minutes.reduce((all, value) => all + (value || 0), 0) / 60;
}

/** The cgroups that are told to be listed beside others. */
function beside(...cpu: Series[]): string[] {
  return listedBeside(listingsOf(cpu), endsIn(listingsOf(cpu), new ScrapeTimes()));
}

/** Core-hours and byte-hours of the hour, as far as they are known. */
function used(
  cpu: readonly Series[],
  memory: readonly Series[] = [],
  others: readonly Series[] = [],
): { cores: number; bytes: number } {
  const scrapes = new ScrapeTimes();
  const other = seriesOf({ ...TARGET, id: "other" }, steady(-7, 67));
  scrapes.note([...cpu, ...memory, ...others, other], { isOfCluster: true });
  const context = { hour: HOUR, scrapes, findings: new FindingBook() };
  const doubts = new Doubts({ kind: "pod", namespace: "shop", name: "web-1" }, context);
  const container = { starts: [], size: { cpuCores: 8, ramBytes: 1_000 }, doubts };
  const listings = listingsOf(cpu);
  return {
    cores: sum(cpuUsage(listings, container, context)),
    bytes: sum(ramUsage(listingsOf(memory), { ...container, ends: endsIn(listings, scrapes) }, context)),
  };
}

function ram(labels: Readonly<Record<string, string>>, value: number, from = -7, to = 67): Series {
  return seriesOf(labels, steady(from, to, { value }));
}

test("cgroups within each other are the outermost", () => {
  const { cores, bytes } = used([running(INNER, 1), running(OUTER, 3)], [ram(INNER, 100), ram(OUTER, 300)]);

  expect([cores, bytes]).toEqual([expect.closeTo(3), expect.closeTo(300)]);
});

test("a container under two paths, by one name, is one", () => {
  const elsewhere = { ...OUTER, id: "/system.slice/docker-c1.scope" };

  expect(used([running(elsewhere, 2), running(OUTER, 2)]).cores).toBeCloseTo(2);
});

test("a dead cgroup that is listed on does not count beside the one that follows it", () => {
  const dead = seriesOf(OUTER, steady(-7, 67, { value: 700 }));
  const { cores, bytes } = used([dead, running(NEXT, 2)], [ram(OUTER, 400), ram(NEXT, 100)]);

  expect([cores, bytes]).toEqual([expect.closeTo(2), expect.closeTo(100)]);
});

test("a cgroup that dies within the hour and is listed on counts until then", () => {
  const alive = Array.from(
    running(OUTER, 2, { to: 20 }).values,
    (value, index): Point => [minute(index - 7), value],
  );
  const dying = seriesOf(OUTER, [...alive, ...steady(21, 67, { value: 1_000 + 28 * 120 })]);
  const { cores, bytes } = used(
    [dying, running(NEXT, 2, { from: 21, base: 0 })],
    [ram(OUTER, 400), ram(NEXT, 100, 21)],
  );

  expect(cores).toBeCloseTo(2);
  expect(bytes).toBeCloseTo((20 * 400 + 40 * 100) / 60);
});

test("two cgroups of one container that both live add up", () => {
  const { cores, bytes } = used([running(OUTER, 1), running(NEXT, 2)], [ram(OUTER, 400), ram(NEXT, 100)]);

  expect([cores, bytes]).toEqual([expect.closeTo(3), expect.closeTo(500)]);
});

test("a sandbox under the container's name, which does nothing, counts for nothing", () => {
  const sandbox = { ...TARGET, id: "/kubepods/poda/sandbox", name: "sandbox", image: "pause" };
  const idle = seriesOf(sandbox, steady(-7, 67, { value: 0.04 }));

  expect(used([idle, running(OUTER, 2)], [ram(sandbox, 1), ram(OUTER, 400)])).toEqual({
    cores: expect.closeTo(2),
    bytes: expect.closeTo(400),
  });
});

test("a job without cgroups beside one with them is a copy", () => {
  const resource = { job: "kubelet-resource", instance: "node:10250" };

  expect(used([running(resource, 2), running(OUTER, 2)], [ram(resource, 300), ram(OUTER, 300)])).toEqual({
    cores: expect.closeTo(2),
    bytes: expect.closeTo(300),
  });
});

test.each([
  { what: "a label of the target", labels: { node_pool: "green" } },
  { what: "another instance", labels: { instance: "node-1" } },
  { what: "a replica", labels: { prometheus_replica: "b" } },
])("a young counter that goes on under $what has not begun anew", ({ labels }) => {
  const before = running(OUTER, 2, { to: 20, base: 10 });
  const after = running({ ...OUTER, ...labels }, 2, { from: 21, base: 10 + 28 * 120 - 120 });
  const known = seriesOf({ ...OUTER, ...labels, id: "other" }, steady(-7, 67));

  // A minute may be lost where the target itself has another name: there its first sample tells no growth.
  const { cores } = used([before, after], [], [known]);
  expect(cores).toBeGreaterThan(2 * (58 / 60));
  expect(cores).toBeLessThan(2.01);
});

test("rows of single CPUs of which one lies add up to no more than there are", () => {
  const rows = ["cpu00", "cpu01"].map((cpu) => running({ ...OUTER, cpu }, 0.5));
  const [first, second] = rows;
  if (!first || !second) throw new Error("two rows were made");
  const wrong = { ...first, values: first.values.map((value, index) => (index === 30 ? 2 ** 64 : value)) };

  expect(used([wrong, second]).cores).toBeCloseTo(1);
});

test("what is nested, or dead and listed on, is told; a restart is not", () => {
  const dead = seriesOf(OUTER, steady(-7, 67, { value: 700 }));

  expect(beside(running(OUTER, 3), running(INNER, 1))).toHaveLength(2);
  expect(beside(dead, running(NEXT, 2))).toEqual([OUTER.id]);
  expect(beside(running(OUTER, 2, { to: 20 }), running(NEXT, 2, { from: 21 }))).toEqual([]);
});
