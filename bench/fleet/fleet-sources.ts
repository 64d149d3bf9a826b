import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS, type Instant } from "@kubecent/shared";
import { createCompany } from "../cluster/company.ts";
import { type LocalServer, serveLocally } from "../prometheus/local-server.ts";
import { serveMadeUpPrometheus } from "../prometheus/made-up-prometheus.ts";

/** How long the slow source takes for each answer: less than the service waits, so that it is slow and not away. */
const SLOW_MS = 10_000;
/** Nobody listens there: port 1 is no one's by custom. */
const DEAD_URL = "http://127.0.0.1:1";

/** A cluster of the fleet, as a clusters file names it. */
export interface FleetCluster {
  readonly name: string;
  readonly prometheus: { readonly url: string };
}

/** The sources of a fleet: all healthy but one slow and one dead; and a new one that remembers days. */
export interface FleetSources {
  readonly healthy: readonly FleetCluster[];
  readonly slow: FleetCluster;
  readonly dead: FleetCluster;
  readonly joining: FleetCluster;
  close(): Promise<void>;
}

interface FleetShape {
  readonly clusters: number;
  readonly containersEach: number;
  /** The end of the newest hour that is due, and how many hours before it the sources remember. */
  readonly end: Instant;
  readonly hours: number;
  readonly joiningHours: number;
}

/**
 * Serves the sources of a fleet. All clusters run the same: what a query is answered is made once and kept, so that
 * making it takes little of the processors that are measured.
 */
export async function serveFleetSources(shape: FleetShape): Promise<FleetSources> {
  const company = createCompany(shape.containersEach);
  const usual = await keepingAnswers(await serveMadeUpPrometheus(company, shape.end - shape.hours * HOUR_MS));
  // Its hours are asked for by nobody else.
  const longer = await serveMadeUpPrometheus(company, shape.end - shape.joiningHours * HOUR_MS);
  const healthy = Array.from({ length: shape.clusters - 3 }, (_, index) => ({
    name: `fleet-${index + 1}`,
    prometheus: { url: `${usual.url}/${index + 1}` },
  }));
  return {
    healthy,
    slow: { name: "slow", prometheus: { url: `${usual.url}/slow` } },
    dead: { name: "dead", prometheus: { url: DEAD_URL } },
    joining: { name: "joining", prometheus: { url: longer.url } },
    close: async () => {
      await Promise.all([usual.close(), longer.close()]);
    },
  };
}

interface KeptAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Stands before a Prometheus: asks it each question once, whatever path it is asked under. */
async function keepingAnswers(prometheus: LocalServer): Promise<LocalServer> {
  const kept = new Map<string, Promise<KeptAnswer>>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = "/" } = request;
    const question = await text(request);
    if (url.startsWith("/slow")) await sleep(SLOW_MS, undefined, { ref: false });
    const found = kept.get(question) ?? askOnce(prometheus.url, question);
    if (!question.includes("vector(time())")) kept.set(question, found);
    const { status, body } = await found;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  };
  const front = await serveLocally((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(Error(String(error))));
  });
  return {
    url: front.url,
    close: async () => {
      await Promise.all([front.close(), prometheus.close()]);
    },
  };
}

async function askOnce(url: string, question: string): Promise<KeptAnswer> {
  const answer = await fetch(`${url}/api/v1/query`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: question,
  });
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}
