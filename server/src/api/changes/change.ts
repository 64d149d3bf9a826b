import { createHash } from "node:crypto";
import { CostError } from "@kubecent/shared";
import type pg from "pg";
import { canonicalJson } from "../../cache/canonical-json.ts";
import { claimKey, keepAnswer, type KeptAnswer } from "../../store/shared-state/idempotency-keys.ts";
import { inChange } from "../../store/connection/in-change.ts";
import type { Context } from "../context.ts";
import { deriveSecrets, openAnswer, sealAnswer } from "./sealed-answer.ts";
import { readKey, type SentKey } from "./sent-key.ts";

/** Makes the change of a mutation, and its answer, in one transaction. */
export type MakeChange = <Answer>(work: (client: pg.PoolClient) => Promise<Answer>) => Promise<Answer>;

/** The change that a call may make. */
export interface Change {
  /** Returns what `work` returns; for a key that is known it returns that answer again, and `work` does not run. */
  readonly make: MakeChange;
  /** Whether the change, or the earlier one whose answer is given again, is committed. */
  isMade(): boolean;
}

interface Call {
  readonly ctx: Context;
  /** Such as `access.tokens.create`. */
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly getRawInput: () => Promise<unknown>;
}

const NO_KEY: SentKey = { values: [], calls: 1, onReplay: () => undefined };

/** The change of one call. A mutation that was sent with a key and answers without having made it is refused. */
export function createChange(call: Call): Change {
  let isMade = false;
  return {
    isMade: () => isMade,
    make: async (work) => {
      const answer = await makeOnce(call, work);
      isMade = true;
      return answer;
    },
  };
}

async function makeOnce<Answer>(
  { ctx, path, type, getRawInput }: Call,
  work: (client: pg.PoolClient) => Promise<Answer>,
): Promise<Answer> {
  const { identity, services, sentKey = NO_KEY } = ctx;
  if (type !== "mutation") throw new Error(`${path} is no mutation, and must not change anything`);
  if (!identity.caller) throw new Error(`${path}: a change needs a caller whom the audit log can name`);
  const key = readKey(sentKey);
  if (key === undefined) return inChange(services.database, work);

  const caller = identity.caller.id;
  const { keyHash, secret } = await deriveSecrets(key, [caller, path]);
  const inputHash = createHash("sha256")
    .update(canonicalJson(await getRawInput()))
    .digest();
  return inChange(services.database, async (client) => {
    const kept = await claimKey(client, { keyHash, caller, inputHash });
    if (kept) {
      const text = openAnswer(answerFor(kept, inputHash), secret);
      sentKey.onReplay();
      // oxlint-disable-next-line typescript/no-unsafe-return -- what `work` returned then; the procedure's output schema reads it again
      return JSON.parse(text);
    }
    const answer = await work(client);
    await keepAnswer(client, keyHash, sealAnswer(JSON.stringify(answer) ?? "null", secret));
    return answer;
  });
}

function answerFor({ inputHash, answer }: KeptAnswer, wanted: Buffer): Buffer {
  if (inputHash.equals(wanted)) return answer;
  throw new CostError(
    "IDEMPOTENCY_KEY_REUSED",
    "This Idempotency-Key belongs to a request with another input. Take a new key for each change.",
  );
}
