import { CostError, type ErrorCode, type ErrorDetail, type Permission } from "@kubecent/shared";
import { initTRPC, type TRPC_ERROR_CODE_NUMBER } from "@trpc/server";
import { databaseFault } from "../store/connection/database-faults.ts";
import { admissionOf } from "./admission.ts";
import { isCached } from "./answers/cached-procedures.ts";
import { createChange } from "./changes/change.ts";
import type { Context } from "./context.ts";
import { errorFacts, trpcError } from "./error-facts.ts";
import { refusePrototypeKeys } from "./prototype-keys.ts";
import { type AuditedAction, noteFailedCall } from "./refused-calls.ts";

/** Where a procedure stands in the REST API. */
export interface ProcedureMeta {
  readonly rest?: {
    readonly method: "GET" | "POST" | "DELETE";
    /** Below /api/v1, such as `/cost/cluster`. */
    readonly path: `/${string}`;
    readonly summary: string;
  };
  /** What a caller's role must grant; set by `procedureFor`, read by the documentation. */
  readonly permission?: Permission;
  /** Whether it answers callers who may see a part only; set by `procedureFor`, read by the doors. */
  readonly servesScoped?: boolean;
  /** What the change that a mutation makes is called in audit records. */
  readonly audit?: AuditedAction;
}

/** What a refused call looks like: the same facts as in a refused REST request, in `data`. */
export interface KubeCentErrorShape {
  message: string;
  code: TRPC_ERROR_CODE_NUMBER;
  data: {
    code: ErrorCode;
    httpStatus: number;
    path?: string | undefined;
    error: string;
    message: string;
    details?: readonly ErrorDetail[] | undefined;
    error_id?: string | undefined;
    request_id?: string | undefined;
  };
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    // Stacks would go out whenever NODE_ENV is not "production"; ours never do.
    isDev: false,
    errorFormatter({ shape, error, ctx, path }): KubeCentErrorShape {
      const facts = errorFacts(error);
      return {
        message: facts.message,
        code: shape.code,
        data: {
          code: facts.code,
          httpStatus: facts.status,
          path,
          error: facts.error,
          message: facts.message,
          ...(facts.details.length > 0 && { details: facts.details }),
          ...(facts.errorId && { error_id: facts.errorId }),
          request_id: ctx?.requestId,
        },
      };
    },
  });

export const { router, createCallerFactory } = t;

/** For the few procedures that anybody may call. Name them in the table of public paths as well. */
export const publicProcedure = t.procedure.use(async ({ next, getRawInput, ctx, path, type, meta }) => {
  const change = createChange({ ctx, path, type, getRawInput });
  const note = (error: unknown): void => {
    // A change that was made is on record already, as one that succeeded.
    if (meta?.permission && !change.isMade()) noteFailedCall(ctx, { path, type, audit: meta.audit, error });
  };
  try {
    refusePrototypeKeys(await getRawInput());
  } catch (error) {
    note(error);
    throw error;
  }
  const result = classified(await next({ ctx: { ...ctx, change: change.make } }));
  if (!result.ok) note(result.error);
  // Its change is made, and not kept under the key: the caller must not believe that it is.
  else if (type === "mutation" && !change.isMade() && ctx.sentKey?.values.length) {
    throw new Error(`${path} has to use ctx.change`);
  }
  return result;
});

export interface ProcedureOptions {
  /** Whether the procedure heeds what its caller may see. Those that do not serve only callers who may see all. */
  readonly servesScoped?: boolean;
}

/** Questions about costs: each sees what its caller may see (`answerInSnapshot`). */
export function scopedProcedureFor(permission: Permission) {
  return procedureFor(permission, { servesScoped: true });
}

/** Every other procedure: refuses whoever is not authenticated, and whoever lacks the permission. */
export function procedureFor(permission: Permission, { servesScoped = false }: ProcedureOptions = {}) {
  const rule = { permission, servesScoped };
  return publicProcedure.meta(rule).use(({ ctx, path, type, signal, next }) => {
    const { caller, refusal } = admissionOf(ctx.identity, rule);
    if (!caller) throw trpcError(refusal);
    if (type === "mutation" && signal?.aborted) throw trpcError(callerLeft());
    // Questions that are dear enough to be kept are dear enough to be counted, whichever way they came in.
    const run = () => next({ ctx: { ...ctx, caller } });
    // Pages of an answer that is wanted whole have been given their turn together.
    return isCached(path) && !ctx.held ? ctx.services.cache.makingQueue.run(run) : run();
  });
}

/**
 * Nobody would hear what was changed, so nothing is. This is asked once, before the change begins: who leaves during its
 * transaction, or a moment after the commit, cannot be told from outside, so taking it back would promise nothing.
 */
function callerLeft(): CostError {
  return new CostError(
    "BAD_REQUEST",
    "The connection ended before the change was begun: nothing was changed.",
  );
}

/** Gives failures of PostgreSQL and of our own the code that they are answered with. */
function classified<Result extends { ok: boolean }>(result: Result): Result {
  if (!("error" in result) || result.ok) return result;

  const { error } = result;
  const cause = error instanceof Error && error.cause ? databaseFault(error.cause) : error;
  return cause instanceof CostError ? { ...result, error: trpcError(cause) } : result;
}
