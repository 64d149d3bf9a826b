import type { ErrorCode, ErrorDetail, Permission } from "@kubecent/shared";
import { initTRPC, type ProcedureType, type TRPC_ERROR_CODE_NUMBER } from "@trpc/server";
import { admittedCaller } from "./admission.ts";
import { perform, refusePrototypeKeys } from "./call.ts";
import type { Context } from "./context.ts";
import { errorFacts } from "./error-facts.ts";
import { type AuditedAction, calledProcedure, type CalledProcedure } from "./procedures.ts";

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
  /** Whether it answers callers who may see a part only; set by `procedureFor`, read by the handlers. */
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

/** The call of a procedure as `call.ts` knows it. */
function calledOf(path: string, type: ProcedureType, meta: ProcedureMeta | undefined): CalledProcedure {
  if (type === "subscription") throw new Error(`${path}: there are no subscriptions`);
  return calledProcedure(path, type, meta);
}

/** Runs a procedure for a caller who may call it. tRPC reads the input, and looks at the answer, within `next`. */
const running = t.middleware(({ ctx, path, type, meta, signal, getRawInput, next }) => {
  const call = { ctx, procedure: calledOf(path, type, meta), signal, sent: getRawInput };
  return perform(call, async (own) => {
    refusePrototypeKeys(await getRawInput());
    const result = await next({ ctx: own });
    if (!result.ok) throw result.error;
    return result;
  });
});

/** For the few procedures that anybody may call. Name them in the table of public paths as well. */
export const publicProcedure = t.procedure.use(running);

export interface ProcedureOptions {
  /** Whether the procedure heeds what its caller may see. Those that do not serve only callers who may see all. */
  readonly servesScoped?: boolean;
}

/** Questions about costs: each sees what its caller may see (`answerInSnapshot`). */
export function scopedProcedureFor(permission: Permission) {
  return procedureFor(permission, { servesScoped: true });
}

/** Every other procedure: refuses callers who are not authenticated, and those who lack the permission. */
export function procedureFor(permission: Permission, { servesScoped = false }: ProcedureOptions = {}) {
  const access = { permission, servesScoped };
  return t.procedure
    .meta(access)
    .use(({ ctx, path, type, meta, next }) => {
      const caller = admittedCaller(ctx, calledOf(path, type, meta), access);
      return next({ ctx: { ...ctx, caller } });
    })
    .use(running);
}
