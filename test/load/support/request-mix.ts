import { HOUR_MS } from "@kubecent/shared";
import type { LoadWorld } from "./load-world.ts";

/** A request of the mix, and the statuses that are right answers. */
export interface MixedRequest {
  readonly kind: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: readonly number[];
  /** Whether it is sent with the ETag of its last answer, as a browser does. */
  readonly revalidates?: boolean;
}

const CALLERS = 40;
const HOURS_IN_WINDOW = 24;

/** Callers, each with requests that it sends over and over: what people and their programs ask of the service. */
export async function createMix(world: LoadWorld): Promise<MixedRequest[][]> {
  const end = Math.floor(Date.now() / HOUR_MS - 3) * HOUR_MS;
  const { start, end: closedEnd } = world.closedDay;
  const closed = `start=${start}&end=${closedEnd}`;
  const callers: MixedRequest[][] = [];
  for (let caller = 0; caller < CALLERS; caller += 1) {
    const token = await newCaller(world, `caller-${caller}`);
    // Callers begin at different places.
    const requests = requestsOf({ token, caller, end, closed });
    callers.push([
      ...requests.slice(caller % requests.length),
      ...requests.slice(0, caller % requests.length),
    ]);
  }
  return callers;
}

function windowOf(end: number): string {
  const [from, to] = [end - HOURS_IN_WINDOW * HOUR_MS, end].map((ms) => new Date(ms).toISOString());
  return `start=${from}&end=${to}`;
}

/** Makes a viewer's token by the API. */
export async function newCaller({ url, adminToken }: LoadWorld, name: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/access/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ name, role: "viewer" }),
  });
  const body: unknown = await answer.json();
  if (answer.ok && typeof body === "object" && body !== null && "token" in body) return String(body.token);
  throw new Error(`No token for ${name}: ${answer.status} ${JSON.stringify(body)}`);
}

interface Asker {
  readonly token: string;
  readonly caller: number;
  /** When the windows with two ends end, about. */
  readonly end: number;
  /** The window whose hours do not change. */
  readonly closed: string;
}

function requestsOf({ token, caller, end, closed }: Asker): MixedRequest[] {
  const address = `192.0.2.${caller + 1}`;
  const stranger = { "x-forwarded-for": address };
  const known = { ...stranger, authorization: `Bearer ${token}` };
  const ask = (kind: string, path: string): MixedRequest => ({ kind, path, headers: known, statuses: [200] });
  const own = windowOf(end - (caller % 4) * HOUR_MS);
  const namespace = `service-${(caller % 6) + 1}`;
  const atHand = ask("at hand", "/api/v1/cost/namespaces?window=24h");
  const again = {
    ...ask("again", `/api/v1/cost/namespaces?${closed}`),
    statuses: [200, 304],
    revalidates: true,
  };
  return [
    atHand,
    ask("namespaces", `/api/v1/cost/namespaces?${own}&idle=share`),
    ask("workloads", `/api/v1/cost/workloads?window=24h&namespace=${namespace}`),
    atHand,
    ask("timeseries", "/api/v1/cost/timeseries?window=7d&step=day"),
    ask(
      "batch",
      batchOf({
        "cost.namespaces": { window: "24h" },
        "cost.timeseries": { window: "24h", step: "hour" },
        "system.info": undefined,
      }),
    ),
    atHand,
    ask("namespaces", "/api/v1/cost/namespaces?window=7d&limit=20"),
    ask("workloads", `/api/v1/cost/workloads?${own}&label.tier=system`),
    atHand,
    again,
    again,
    ask("timeseries", `/api/v1/cost/timeseries?${own}&step=hour&namespace=${namespace}`),
    ask("batch", batchOf({ "cost.workloads": { window: "7d", limit: 20 }, "clusters.list": undefined })),
    atHand,
    ask("file", `/api/v1/cost/namespaces?${own}&format=csv`),
    ask("workloads", "/api/v1/cost/workloads?window=7d&limit=50"),
    { kind: "no token", path: "/api/v1/info", headers: stranger, statuses: [401] },
    atHand,
    ask("timeseries", "/api/v1/cost/timeseries?window=24h&step=hour"),
    ask("pods", `/api/v1/metrics/pods?window=24h&namespace=${namespace}&limit=20`),
  ];
}

/** Several calls in one request, as a page's client sends them. */
function batchOf(calls: Readonly<Record<string, unknown>>): string {
  const input = Object.fromEntries(Object.values(calls).map((each, index) => [index, each]));
  const query = new URLSearchParams({ batch: "1", input: JSON.stringify(input) });
  return `/api/trpc/${Object.keys(calls).join(",")}?${query.toString()}`;
}
