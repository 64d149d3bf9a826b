import { expect } from "vitest";
import type { ChaosServer } from "../../chaos/support/chaos-server.ts";
import { openTestDatabase } from "../../support/test-database.ts";
import { tokenFor } from "./replica.ts";

const AT_A_TIME = 10;

/** Statuses of requests of one caller that are spread over replicas, some at a time. */
export async function spreadRequests(
  replicas: readonly ChaosServer[],
  token: string,
  requests: number,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let asked = 0; asked < requests; asked += AT_A_TIME) {
    const answers = Array.from({ length: AT_A_TIME }, (_, index) =>
      askOnce(token, replicas[(asked + index) % replicas.length]),
    );
    statuses.push(...(await Promise.all(answers)));
  }
  return statuses;
}

async function askOnce(token: string, replica: ChaosServer | undefined): Promise<number> {
  const answer = await fetch(`${replica?.url}/api/v1/info`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  return answer.status;
}

/** How often a status was answered. */
export function countOf(statuses: readonly number[], status: number): number {
  return statuses.filter((each) => each === status).length;
}

/** What each replica's metrics say. */
export function metricsOf(replicas: readonly ChaosServer[]): Promise<string[]> {
  return Promise.all(replicas.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
}

/** Whether each replica counts where all of them do. */
export async function isStoreUp(replicas: readonly ChaosServer[]): Promise<boolean> {
  return (await metricsOf(replicas)).every((metrics) => /^kubecent_limit_store_up 1$/m.test(metrics));
}

/** A new viewer's token, made in the database beside the running replicas. */
export async function newToken(databaseUrl: string): Promise<string> {
  const database = openTestDatabase(databaseUrl, 1);
  try {
    return await tokenFor(database, "viewer");
  } finally {
    await database.primary.end();
  }
}
