import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LoadWorld } from "./load-world.ts";

const REPEAT_AFTER_MS = 50;
const ListSchema = z.object({ rows: z.array(z.object({ id: z.string(), name: z.string() })) });

/** What became of one change that was sent again and again. */
export interface RepeatedChange {
  readonly sent: number;
  /** Answers that differ, by their status and text: one where all were the same. */
  readonly answers: readonly string[];
  /** How many tokens of that name there are in the end. */
  readonly made: number;
}

/** Makes a token with an Idempotency-Key over and over, until it is told to stop. */
export function startRepeating({ url, adminToken }: LoadWorld): { stop(): Promise<RepeatedChange> } {
  const name = `repeated-${Date.now()}`;
  const answers = new Set<string>();
  const headers = {
    authorization: `Bearer ${adminToken}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  };
  const body = JSON.stringify({ name, role: "viewer" });
  const state = { stopped: false, sent: 0 };
  const repeating = (async () => {
    for (; !state.stopped; await sleep(REPEAT_AFTER_MS)) {
      state.sent += 1;
      const answer = fetch(`${url}/api/v1/access/tokens`, { method: "POST", headers, body });
      answers.add(await answer.then(async (each) => `${each.status} ${await each.text()}`, String));
    }
  })();
  return {
    stop: async () => {
      state.stopped = true;
      await repeating;
      const list = await fetch(`${url}/api/v1/access/tokens`, { headers });
      const { rows } = ListSchema.parse(await list.json());
      return {
        sent: state.sent,
        answers: [...answers],
        made: rows.filter((row) => row.name === name).length,
      };
    },
  };
}
