// How many answers a second the whole edge sends from the cache, over REST and tRPC, as a share of what a bare Express
// route sends of the same bytes: `npm run bench:edge`. Load and server are one process each; the three take turns,
// and what is printed are medians, so that a machine with other work to do says much the same.
//
//   BENCH_ROUNDS=5 BENCH_SECONDS=4 BENCH_CONNECTIONS=32 npm run bench:edge
//   BENCH_NODE_OPTIONS=--cpu-prof npm run bench:edge     profiles the server
import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import path from "node:path";
import autocannon from "autocannon";
import type { BenchAddresses } from "./edge-server.ts";

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 5);
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 4);
const CONNECTIONS = Number(process.env["BENCH_CONNECTIONS"] ?? 32);

const options = process.env["BENCH_NODE_OPTIONS"]?.split(" ") ?? [];
const server = fork(path.join(import.meta.dirname, "edge-server.ts"), {
  execArgv: options,
  // The log goes where a log goes that nobody reads: it is written all the same.
  stdio: ["ignore", "ignore", "inherit", "ipc"],
});
const addresses = await addressesOf();
const paths = {
  bare: `${addresses.bare}/answer`,
  rest: addresses.edge + addresses.restPath,
  trpc: addresses.edge + addresses.trpcPath,
};
type Way = keyof typeof paths;
const NAMES: Record<Way, string> = {
  bare: "a bare Express route",
  rest: "REST, cached, through the whole edge",
  trpc: "tRPC, cached, through the whole edge",
};
/** What one round of one way came to. */
interface Measured {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}
const rounds: Record<Way, Measured[]> = { bare: [], rest: [], trpc: [] };

for (const way of ["bare", "rest", "trpc"] as const) await measure(way, 1);
for (let round = 0; round < ROUNDS; round++) {
  for (const way of ["bare", "rest", "trpc"] as const) rounds[way].push(await measure(way, SECONDS));
}
report();
server.disconnect();
await once(server, "exit");

async function addressesOf(): Promise<BenchAddresses> {
  const [message]: unknown[] = await once(server, "message");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other half of this script sends nothing else
  return message as BenchAddresses;
}

async function measure(way: Way, duration: number): Promise<Measured> {
  const before = await cpuTime();
  const result = await autocannon({
    url: paths[way],
    connections: CONNECTIONS,
    duration,
    // The service closes a connection after 1,000 requests, which autocannon would not notice.
    reconnectRate: 900,
    headers: { authorization: `Bearer ${addresses.token}` },
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${way}: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`);
  }
  const requests = result["2xx"];
  return {
    requestsPerSecond: requests / result.duration,
    cpuMicroseconds: ((await cpuTime()) - before) / requests,
  };
}

/** Processor time of the server until now, in microseconds. */
async function cpuTime(): Promise<number> {
  server.send("cpu");
  const [message]: unknown[] = await once(server, "message");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other half of this script sends nothing else
  return (message as { cpuMicroseconds: number }).cpuMicroseconds;
}

function report(): void {
  const { model = "unknown" } = cpus()[0] ?? {};
  const lines = [
    `${addresses.bytes} bytes, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, Node ${process.versions.node}, ${cpus().length} × ${model}`,
    "| what | requests a second | of the bare route | CPU a request | bare route's, of that |",
    "| --- | --- | --- | --- | --- |",
    ...(["bare", "rest", "trpc"] as const).map(rowOf),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function rowOf(way: Way): string {
  const cells = [
    NAMES[way],
    String(Math.round(median(rounds[way].map(({ requestsPerSecond }) => requestsPerSecond)))),
    ratio(way, ({ requestsPerSecond }) => requestsPerSecond),
    `${median(rounds[way].map(({ cpuMicroseconds }) => cpuMicroseconds)).toFixed(0)} µs`,
    ratio(way, ({ cpuMicroseconds }) => 1 / cpuMicroseconds),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The median of the rounds' own ratios: what else the machine did in a round slowed both. */
function ratio(way: Way, of: (measured: Measured) => number): string {
  const ratios = rounds[way].map((measured, round) => of(measured) / of(rounds.bare[round] ?? measured));
  return median(ratios).toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
