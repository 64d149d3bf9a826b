import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Company } from "../cluster/company.ts";
import { adviceSeries } from "./advice-series.ts";
import { type Expression, readExpression } from "./expression.ts";
import { type LocalServer, serveLocally } from "./local-server.ts";
import { type MadeSeries, seriesOf } from "./series.ts";

const SCRAPE_MS = MINUTE_MS;
const ROWS_PER_CHUNK = 200;

/** A local server that counts what it is asked. */
export interface MadeUpPrometheus extends LocalServer {
  readonly asked: () => number;
}

/** A server that answers as Prometheus would for a company's cluster, scraped every minute since `since`. */
export async function serveMadeUpPrometheus(company: Company, since: Instant): Promise<MadeUpPrometheus> {
  const series = new Map([...seriesOf(company, since), ...adviceSeries(company, since)]);
  let asked = 0;
  const server = await serveLocally((request, response) => {
    asked++;
    answer({ series, since }, request, response).catch((error: unknown) => {
      response.writeHead(422, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: "error", errorType: "bad_data", error: String(error) }));
    });
  });
  return { ...server, asked: () => asked };
}

interface World {
  readonly series: ReadonlyMap<string, readonly MadeSeries[]>;
  readonly since: Instant;
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const query = form.get("query") ?? "";
  const seconds = (name: string): number => Number(form.get(name)) * 1_000;
  if (query === "vector(time())")
    return send(response, "vector", [row({}, `"value":[${Date.now() / 1_000},"${Date.now() / 1_000}"]`)]);
  if (query.startsWith("count(")) return send(response, "matrix", existence(world, seconds("end")));

  const time = seconds("time");
  const expression = readExpression(query);
  const found = seriesIn(world, expression);
  const stretch = {
    start: Math.max(world.since, time - expression.rangeMs),
    end: Math.min(time, Date.now()),
  };
  if (stretch.start >= stretch.end) return send(response, "vector", []);
  if (expression.of === "samples") return send(response, "matrix", sampleRows(found, stretch));
  return send(response, "vector", valueRows(found, expression, { ...stretch, time }));
}

/** Where the conditions name the metrics, series bear their names. */
function seriesIn({ series }: World, { metric, holds }: Expression): readonly MadeSeries[] {
  if (metric !== null) return (series.get(metric) ?? []).filter(holds);
  return [...series]
    .filter(([name]) => holds({ labels: { __name__: name }, valueAt: () => 0 }))
    .flatMap(([name, own]) =>
      own.map(({ labels, valueAt }) => ({ labels: { ...labels, __name__: name }, valueAt })).filter(holds),
    );
}

/** The hours in which there was anything, as `count` over a range tells. */
function existence({ since }: World, end: Instant): string[] {
  const values: string[] = [];
  for (let hour = Math.ceil(since / HOUR_MS) * HOUR_MS; hour <= end; hour += HOUR_MS)
    values.push(`[${hour / 1_000},"1"]`);
  return values.length > 0 ? [row({}, `"values":[${values.join(",")}]`)] : [];
}

interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
}

function scrapesIn({ start, end }: Stretch): Instant[] {
  const first = Math.floor(start / SCRAPE_MS) * SCRAPE_MS + SCRAPE_MS;
  return Array.from(
    { length: Math.max(0, Math.floor((end - first) / SCRAPE_MS) + 1) },
    (_, index) => first + index * SCRAPE_MS,
  );
}

function* sampleRows(series: readonly MadeSeries[], stretch: Stretch): Generator<string> {
  const times = scrapesIn(stretch);
  for (const { labels, valueAt } of series) {
    yield row(labels, `"values":[${times.map((time) => `[${time / 1_000},"${valueAt(time)}"]`).join(",")}]`);
  }
}

function valueRows(
  series: readonly MadeSeries[],
  { of, by, more }: Expression,
  stretch: Stretch & { readonly time: Instant },
): string[] {
  const count = scrapesIn(stretch).length;
  const value = (labels: MadeSeries["labels"], figure: number): string =>
    row(labels, `"value":[${stretch.time / 1_000},"${figure}"]`);
  if (of === "changed" || of === "joined") return [];
  if (of === "count") return series.map(({ labels }) => value(labels, count));
  if (by.length > 0) {
    const groups = Map.groupBy(series, ({ labels }) => by.map((label) => labels[label] ?? "").join("\n"));
    return [...groups.values()].map((group) =>
      value(
        picked(group[0]?.labels ?? {}, by),
        figureOf(group, of, stretch) ?? group.length * (count + more),
      ),
    );
  }
  const at = of === "last" ? stretch.end : stretch.start;
  return series.map(({ labels, valueAt }) => value(labels, valueAt(at)));
}

/** What a group comes to; null where its samples are counted. */
function figureOf(
  group: readonly MadeSeries[],
  of: Expression["of"],
  { start, end }: Stretch,
): number | null {
  if (of === "signs") return group.length;
  if (of === "largest") return Math.max(...group.map(({ valueAt }) => valueAt(end)));
  return of === "growth" ? Math.max(...group.map(({ valueAt }) => valueAt(end) - valueAt(start))) : null;
}

function picked(labels: MadeSeries["labels"], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])),
  );
}

function row(labels: MadeSeries["labels"], values: string): string {
  return `{"metric":${JSON.stringify(labels)},${values}}`;
}

/** Sends rows as they are made: an answer is megabytes long. */
async function send(
  response: ServerResponse,
  resultType: "vector" | "matrix",
  rows: Iterable<string>,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  response.write(`{"status":"success","data":{"resultType":"${resultType}","result":[`);
  let chunk: string[] = [];
  let isFirst = true;
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    const isTaken = response.write((isFirst ? "" : ",") + chunk.join(","));
    isFirst = false;
    chunk = [];
    if (!isTaken) await once(response, "drain");
  };
  for (const each of rows) {
    chunk.push(each);
    if (chunk.length >= ROWS_PER_CHUNK) await flush();
  }
  await flush();
  response.end("]}}");
}
