import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import autocannon from "autocannon";
import { median } from "../measure/percentiles.ts";
import { SERVICE_NODE_OPTIONS } from "../measure/service.ts";
import type { BenchAddresses } from "./edge-server.ts";

/** How the edge is put under load. */
export interface EdgeLoad {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Options for the Node of the server, such as --cpu-prof. */
  readonly nodeOptions: readonly string[];
}

const WAYS = ["bare", "rest", "trpc", "sharedRest", "sharedTrpc"] as const;
type Way = (typeof WAYS)[number];

/** What one way came to, as medians over the rounds. */
export interface EdgeRate {
  readonly requestsPerSecond: number;
  /** Of what the bare route did in the same round, so that what else the machine did slowed both. */
  readonly ofBare: number;
  readonly cpuMicroseconds: number;
  readonly cpuOfBare: number;
}

export interface EdgeRates {
  readonly bytes: number;
  readonly rates: Readonly<Record<Way, EdgeRate>>;
}

interface Measured {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

/**
 * How many answers a second the whole edge sends from the cache, over REST and tRPC, its callers counted in memory and in
 * the database, beside a bare Express route that sends the same bytes. Load and server are a process each; the ways
 * take turns.
 */
export async function measureEdge(load: EdgeLoad): Promise<EdgeRates> {
  const server = fork(path.join(import.meta.dirname, "edge-server.ts"), {
    execArgv: [...SERVICE_NODE_OPTIONS, ...load.nodeOptions],
    // The log goes where a log goes that nobody reads: it is written all the same.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(server, "exit");
  try {
    const addresses = await Promise.race([told<BenchAddresses>(server), failed(ended)]);
    const bench = new EdgeBench(server, addresses, load.connections);
    const rounds: Record<Way, Measured[]> = { bare: [], rest: [], trpc: [], sharedRest: [], sharedTrpc: [] };
    for (const way of WAYS) await bench.measure(way, 1);
    for (let round = 0; round < load.rounds; round++) {
      for (const way of WAYS) rounds[way].push(await bench.measure(way, load.seconds));
    }
    const rates = Object.fromEntries(WAYS.map((way) => [way, rateOf(rounds[way], rounds.bare)]));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every way has its entry
    return { bytes: addresses.bytes, rates: rates as Record<Way, EdgeRate> };
  } finally {
    if (server.connected) server.disconnect();
    await ended;
  }
}

type Server = ReturnType<typeof fork>;

async function failed(ended: Promise<unknown[]>): Promise<never> {
  await ended;
  throw new Error("The server of the edge's benchmark ended before it said where it is");
}

async function told<T>(server: Server): Promise<T> {
  const [message]: unknown[] = await once(server, "message");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- edge-server.ts sends nothing else
  return message as T;
}

class EdgeBench {
  readonly #server: Server;
  readonly #urls: Record<Way, string>;
  readonly #token: string;
  readonly #connections: number;

  constructor(
    server: Server,
    { bare, edge, shared, restPath, trpcPath, token }: BenchAddresses,
    connections: number,
  ) {
    this.#server = server;
    this.#token = token;
    this.#connections = connections;
    this.#urls = {
      bare: `${bare}/answer`,
      rest: edge + restPath,
      trpc: edge + trpcPath,
      sharedRest: shared + restPath,
      sharedTrpc: shared + trpcPath,
    };
  }

  async measure(way: Way, seconds: number): Promise<Measured> {
    const before = await this.#cpuTime();
    const result = await autocannon({
      url: this.#urls[way],
      connections: this.#connections,
      duration: seconds,
      // The service closes a connection after 1,000 requests, which autocannon would not notice.
      reconnectRate: 900,
      headers: { authorization: `Bearer ${this.#token}` },
    });
    if (result.non2xx > 0 || result.errors > 0) {
      throw new Error(`${way}: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`);
    }
    const requests = result["2xx"];
    const cpuMicroseconds = ((await this.#cpuTime()) - before) / requests;
    return { requestsPerSecond: requests / result.duration, cpuMicroseconds };
  }

  /** Processor time of the server until now, in microseconds. */
  async #cpuTime(): Promise<number> {
    this.#server.send("cpu");
    return (await told<{ cpuMicroseconds: number }>(this.#server)).cpuMicroseconds;
  }
}

function rateOf(rounds: readonly Measured[], bare: readonly Measured[]): EdgeRate {
  const ratio = (of: (measured: Measured) => number): number =>
    median(rounds.map((measured, round) => of(measured) / of(bare[round] ?? measured)));
  return {
    requestsPerSecond: median(rounds.map((each) => each.requestsPerSecond)),
    ofBare: ratio((each) => each.requestsPerSecond),
    cpuMicroseconds: median(rounds.map((each) => each.cpuMicroseconds)),
    cpuOfBare: ratio((each) => 1 / each.cpuMicroseconds),
  };
}
