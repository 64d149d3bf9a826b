import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { useService } from "../security/support/service.ts";
import { type LoadFigures, printFigures, underLoad } from "./watched.ts";

// The service believes this machine's X-Forwarded-For, so that each request can come from another address.
const service = useService({
  TRUSTED_PROXIES: "127.0.0.0/8",
  LOG_LEVEL: "silent",
  RATE_LIMIT_REQUESTS_PER_MINUTE: "1000",
});
const REQUESTS = Number(process.env["KUBECENT_LOAD_REQUESTS"] ?? 1_000_000);
const JSON_TYPE = { "content-type": "application/json" };

/** What grew past its bound: memory, the loop's lag, the wait of somebody who asked beside the load. */
function brokenBounds(figures: LoadFigures, growthMb: number): string[] {
  const { residentMbMost, residentMbBefore, lagP99Ms, besideRefused, besideMostMs } = figures;
  return Object.entries({
    memory: residentMbMost - residentMbBefore >= growthMb,
    lag: lagP99Ms >= 500,
    refused: besideRefused > 0,
    wait: besideMostMs >= 3_000,
  }).flatMap(([name, isBroken]) => (isBroken ? [name] : []));
}

/** Sends requests over one connection, some at a time, and counts the answers by status. */
async function pipeline(
  requestOf: (index: number) => string,
  from: number,
  to: number,
): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  let sent = from;
  while (sent < to) {
    const socket = connect(service.port, "127.0.0.1");
    await once(socket, "connect");
    // A connection takes a thousand requests.
    const last = Math.min(to, sent + 900);
    sent = await sendOver(socket, { requestOf, from: sent, to: last, statuses });
    socket.destroy();
  }
  return statuses;
}

interface Stretch {
  readonly requestOf: (index: number) => string;
  readonly from: number;
  readonly to: number;
  readonly statuses: Map<string, number>;
}

const AT_A_TIME = 50;

async function sendOver(socket: Socket, { requestOf, from, to, statuses }: Stretch): Promise<number> {
  const state = { answered: from, text: "" };
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    state.text += chunk.toString("latin1");
    for (const [, status = ""] of state.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      state.answered += 1;
    }
    state.text = state.text.slice(-12).replace(/HTTP\/1\.1 \d{3} /, "");
  });
  for (let sent = from; sent < to && !socket.destroyed; sent += AT_A_TIME) {
    const wanted = Math.min(to, sent + AT_A_TIME);
    socket.write(Array.from({ length: wanted - sent }, (_, index) => requestOf(sent + index)).join(""));
    while (state.answered < wanted && !socket.destroyed) {
      await once(socket, "data").catch(() => undefined);
    }
  }
  return to;
}

const CONNECTIONS = 4;

function flood(requestOf: (index: number) => string, requests: number): Promise<Map<string, number>[]> {
  const share = Math.ceil(requests / CONNECTIONS);
  const shares = Array.from({ length: CONNECTIONS }, (_, index) => index * share);
  return Promise.all(shares.map((from) => pipeline(requestOf, from, Math.min(requests, from + share))));
}

function fromAnywhere(index: number): string {
  const address = `2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1`;
  return `GET /api/v1/health HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${address}\r\n\r\n`;
}

function withWrongToken(index: number): string {
  const token = `kc_${index.toString(36).padStart(43, "x")}`;
  return `GET /api/v1/info HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

// What a busy process takes anyway is no growth: the heap's slack is as large as the garbage of a second.
beforeAll(async () => {
  await flood(() => "GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n", 200_000);
});

test("a million addresses", async () => {
  const figures = await underLoad(service, () => flood(fromAnywhere, REQUESTS));

  printFigures(`${REQUESTS} addresses`, figures);
  expect(brokenBounds(figures, 200)).toEqual([]);
});

test("a flood of wrong tokens from one address is looked up no more than the limit allows", async () => {
  const load = async (): Promise<void> => {
    const [statuses] = await flood(withWrongToken, REQUESTS / 5);
    expect([...(statuses?.keys() ?? [])].toSorted()).toEqual(["401", "429"]);
  };

  const figures = await underLoad(service, load);

  printFigures(`${REQUESTS / 5} wrong tokens`, figures);
  expect(brokenBounds(figures, 200)).toEqual([]);
});

test("slow headers and slow bodies", async () => {
  const heads = [
    "GET /livez HTTP/1.1\r\nHost: a\r\nX-Drip: ",
    `POST /api/trpc/system.info HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{`,
  ];
  const load = async (): Promise<void> => {
    const sockets = Array.from({ length: 1_000 }, (_, index) => {
      const socket = connect(service.port, "127.0.0.1").on("error", () => undefined);
      socket.write(heads[index % heads.length] ?? "");
      return socket;
    });
    for (let second = 0; second < 15; second += 1) {
      await sleep(1_000);
      for (const socket of sockets) if (!socket.destroyed) socket.write(" ");
    }
    for (const socket of sockets) socket.destroy();
  };

  const figures = await underLoad(service, load);

  printFigures("1,000 slow requests", figures);
  expect(brokenBounds(figures, 100)).toEqual([]);
});

test("deep JSON", async () => {
  const body = "[".repeat(10_000_000);
  const load = async (): Promise<void> => {
    for (let round = 0; round < 10; round += 1) {
      const sent = Array.from({ length: 4 }, () =>
        service.ask("/api/trpc/system.info", { method: "POST", headers: JSON_TYPE, body }),
      );
      expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    }
  };

  const figures = await underLoad(service, load);

  printFigures("40 bodies of 10 MB of brackets", figures);
  expect(brokenBounds(figures, 300)).toEqual([]);
});

test("gzip bombs", async () => {
  const body = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const headers = { ...JSON_TYPE, "content-encoding": "gzip" };
  const load = async (): Promise<void> => {
    for (let round = 0; round < 100; round += 1) {
      const sent = Array.from({ length: 10 }, () =>
        service.ask("/api/trpc/system.info", { method: "POST", headers, body }),
      );
      expect(new Set((await Promise.all(sent)).map(({ status }) => status))).toEqual(new Set([415]));
    }
  };

  const figures = await underLoad(service, load);

  printFigures("1,000 gzip bombs", figures);
  expect(brokenBounds(figures, 150)).toEqual([]);
});

test("a thousand idle connections", async () => {
  const load = async (): Promise<void> => {
    const sockets = Array.from({ length: 1_000 }, () =>
      connect(service.port, "127.0.0.1").on("error", () => undefined),
    );
    await sleep(10_000);
    for (const socket of sockets) socket.destroy();
  };

  const figures = await underLoad(service, load);

  printFigures("1,000 idle connections", figures);
  expect(brokenBounds(figures, 100)).toEqual([]);
});
