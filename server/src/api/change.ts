import { createHash } from "node:crypto";
import { CostError } from "@kubecent/shared";
import type pg from "pg";
import { canonicalJson } from "../cache/canonical-json.ts";
import { inChange } from "../store/connection/in-change.ts";
import { claimKey, keepAnswer, type KeptAnswer } from "../store/shared-state/idempotency-keys.ts";
import { deriveSecrets, openText, sealText } from "../auth/sealed-text.ts";
import type { Context, SentKey } from "./context.ts";

/** Makes the change of a mutation, and its answer, in one transaction. */
export type MakeChange = <Answer>(work: (client: pg.PoolClient) => Promise<Answer>) => Promise<Answer>;

/** The change that a call may make. */
export interface Change {
  /** Returns what `work` returns; for a key that is known it returns that answer again, and `work` does not run. */
  readonly make: MakeChange;
  /** Whether the change, or the earlier one whose answer is given again, is committed. */
  isMade(): boolean;
}

interface ChangingCall {
  readonly ctx: Context;
  /** Of the mutation, such as `access.tokens.create`. */
  readonly name: string;
  /** The input as it was sent. */
  readonly sent: () => Promise<unknown>;
}

const NO_KEY: SentKey = { values: [], calls: 1, onReplay: () => undefined };

/** The change of one call. A mutation that was sent with a key and answers without having made it is refused. */
export function createChange(call: ChangingCall): Change {
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
  { ctx, name, sent }: ChangingCall,
  work: (client: pg.PoolClient) => Promise<Answer>,
): Promise<Answer> {
  const { identity, services, sentKey = NO_KEY } = ctx;
  if (!identity.caller) throw new Error(`${name}: a change needs a caller whom the audit log can name`);
  const key = readKey(sentKey);
  if (key === undefined) return inChange(services.database, work);

  const caller = identity.caller.id;
  const { keyHash, secret } = await deriveSecrets(key, [caller, name]);
  const inputHash = createHash("sha256")
    .update(canonicalJson(await sent()))
    .digest();
  return inChange(services.database, async (client) => {
    const kept = await claimKey(client, { keyHash, caller, inputHash });
    if (kept) {
      const text = openText(answerFor(kept, inputHash), secret);
      sentKey.onReplay();
      // oxlint-disable-next-line typescript/no-unsafe-return -- what `work` returned then; the procedure's output schema reads it again
      return JSON.parse(text);
    }
    const answer = await work(client);
    await keepAnswer(client, keyHash, sealText(JSON.stringify(answer) ?? "null", secret));
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

/** The header that names a change, so that a repeat is known as one. */
export const KEY_HEADER = "Idempotency-Key";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The key of a change; undefined where it was sent without one. Throws VALIDATION_FAILED for one that cannot be used. */
export function readKey({ values, calls }: SentKey): string | undefined {
  const [key] = values;
  if (key === undefined) return undefined;
  if (values.length > 1) throw refused(`found ${values.length} of these headers, wanted one`);
  if (!KEY.test(key))
    throw refused("wanted 1 to 255 visible ASCII characters without spaces, such as a UUID");
  if (calls > 1) throw refused(`found a batch of ${calls} calls, wanted one call: a key names one change`);
  return key;
}

function refused(message: string): CostError {
  return new CostError("VALIDATION_FAILED", `${KEY_HEADER}: ${message}`, {
    details: [{ field: KEY_HEADER, message, type: "idempotency_key" }],
  });
}
