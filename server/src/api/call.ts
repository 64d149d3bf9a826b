import { CostError } from "@kubecent/shared";
import { TRPCError } from "@trpc/server";
import { databaseFault } from "../store/connection/database-faults.ts";
import type { AdmittedCall } from "./admission.ts";
import { type Change, createChange, type MakeChange } from "./change.ts";
import type { Context } from "./context.ts";
import { trpcError } from "./error-facts.ts";
import { noteFailedCall } from "./failed-calls.ts";
import type { CalledProcedure } from "./procedures.ts";
import { validationError } from "./validation-error.ts";

// Every call takes three steps, whichever handler it comes in by: `admit`, then `readInput`, then `run`. tRPC's own
// handler takes the first and the last as middlewares (`trpc.ts`), and reads the input in between by itself.

/** The same with its input, which is read once: all that is needed to run it. */
export interface Call extends AdmittedCall {
  /** As it was sent. */
  readonly sent: unknown;
  /** As the procedure's schema has read it. */
  readonly input: unknown;
}

/** The second step. Throws VALIDATION_FAILED, with all that is wrong with the input. */
export function readInput(call: AdmittedCall, sent: unknown): Call {
  const { ctx, procedure } = call;
  try {
    refusePrototypeKeys(sent);
    const read = procedure.input?.safeParse(sent);
    if (read?.error) throw validationError(read.error);
    return { ...call, sent, input: read?.data };
  } catch (error) {
    noteFailedCall(ctx, procedure, error);
    throw error;
  }
}

/** The last step. Returns the answer as the procedure's schema lets it out; throws what the procedure throws. */
export function run(call: Call, signal?: AbortSignal): Promise<unknown> {
  const { procedure, caller, sent, input } = call;
  const running = { ctx: call.ctx, procedure, signal, sent: () => Promise.resolve(sent) };
  return perform(running, async (ctx) => {
    const answer = await procedure.resolve({ ctx: { ...ctx, caller }, input });
    return procedure.output ? procedure.output.parse(answer) : answer;
  });
}

/** A call that is run by somebody else: by `run`, or by tRPC. */
interface RunningCall {
  readonly ctx: Context;
  readonly procedure: CalledProcedure;
  readonly signal: AbortSignal | undefined;
  readonly sent: () => Promise<unknown>;
}

/** What goes around each run: its turn among dear questions, the change that it may make, and the record of its failure. */
export async function perform<Result>(
  { ctx, procedure, signal, sent }: RunningCall,
  work: (ctx: Context & { readonly change: MakeChange }) => Promise<Result>,
): Promise<Result> {
  const { name, type } = procedure;
  const change = type === "mutation" ? createChange({ ctx, name, sent }) : NO_CHANGE;
  const start = (): Promise<Result> => work({ ...ctx, change: change.make });
  let result: Result;
  try {
    if (type === "mutation" && signal?.aborted) throw callerLeft();
    // A file has waited for its turn once, for all of its pages.
    const isGated = procedure.isCached && !ctx.held;
    result = await (isGated ? ctx.services.cache.makingQueue.run(start) : start());
  } catch (error) {
    const refusal = classified(error);
    // A change that was made is on record already, as one that succeeded.
    if (!change.isMade()) noteFailedCall(ctx, procedure, refusal);
    throw refusal;
  }
  // Its change is made, and not kept under the key: the caller must not believe that it is.
  if (type === "mutation" && !change.isMade() && ctx.sentKey?.values.length) {
    throw new Error(`${name} has to use ctx.change`);
  }
  return result;
}

/** A query changes nothing. */
const NO_CHANGE: Change = {
  isMade: () => false,
  make: () => Promise.reject(new Error("A query must not change anything: make it a mutation")),
};

/**
 * Nobody would hear what was changed, so nothing is. This is asked once, before the change begins: a caller who leaves
 * during its transaction cannot be told from one who leaves a moment after the commit, so nothing is taken back then.
 */
function callerLeft(): CostError {
  return new CostError(
    "BAD_REQUEST",
    "The connection ended before the change was begun: nothing was changed.",
  );
}

/** Gives failures of PostgreSQL and of our own the code that they are answered with. */
function classified(error: unknown): unknown {
  const thrown = error instanceof TRPCError ? (error.cause ?? error) : error;
  const fault = databaseFault(thrown);
  return fault instanceof CostError ? trpcError(fault) : error;
}

/**
 * Refuses inputs with a key `__proto__` at any depth. Schemas of records leave such a key out without a
 * word, and a filter that is left out would be answered as if it had not been asked for.
 */
export function refusePrototypeKeys(input: unknown, path: readonly string[] = []): void {
  if (typeof input !== "object" || input === null) return;
  if (Object.hasOwn(input, "__proto__")) {
    const field = [...path, "__proto__"].join(".");
    throw trpcError(
      new CostError("VALIDATION_FAILED", `${field}: unknown parameter`, {
        details: [{ field, message: "unknown parameter", type: "unrecognized_keys" }],
      }),
    );
  }
  for (const [key, value] of Object.entries(input)) refusePrototypeKeys(value, [...path, key]);
}
