import {
  AuditAnswerSchema,
  AuditCheckpointAnswerSchema,
  AuditQuerySchema,
  type AuditQuestion,
  AuditVerifyAnswerSchema,
  AuditVerifyQuerySchema,
  CostError,
} from "@kubecent/shared";
import Bottleneck from "bottleneck";
import { contentOf } from "../audit/statement.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import { resolveRecordWindow } from "../domain/windows/resolve-window.ts";
import { EVERYTHING } from "../store/access/visibility.ts";
import { readLastCheckpoint } from "../store/audit-log/audit-chain.ts";
import { readAuditPage } from "../store/audit-log/audit-logs.ts";
import { inPrimarySnapshot } from "../store/connection/transaction.ts";
import type { ApiServices } from "./context.ts";
import { questionPages, readSnapshot } from "./question.ts";
import { procedureFor } from "./trpc.ts";

const list = procedureFor("audit:view")
  .meta({ rest: { method: "GET", path: "/audit", summary: "Who did what, newest first" } })
  .input(AuditQuerySchema)
  .output(AuditAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "audit.list", input);
    const { services } = ctx;
    return readSnapshot(ctx, EVERYTHING, async (source) => {
      const { userId, action, resourceType, resourceId, status, requestId, limit } = input;
      const found = await readAuditPage(source, {
        ...auditStretch(services, input),
        userId,
        action,
        resourceType,
        resourceId,
        status,
        requestId,
        limit,
        beforeId: after?.nano ?? null,
      });
      const rows = found.slice(0, limit);
      const last = found.length > limit ? rows.at(-1) : undefined;
      return { rows, nextCursor: cursorAt(last ? { nano: BigInt(last.id), keys: [] } : null) };
    });
  });

/** Without a window all records are meant: an auditor who names none must not miss the older ones. */
function auditStretch(
  services: ApiServices,
  question: AuditQuestion,
): { start: number | null; end: number | null } {
  const { window, start, end } = question;
  if (window === undefined && start === undefined && end === undefined) return { start: null, end: null };
  return resolveRecordWindow(question, services.now());
}

/** Verifications that may wait for the one that runs: each reads the whole chain. */
const MOST_WAITING = 3;
const RETRY_AFTER_SECONDS = 10;

const oneAtATime = new Bottleneck({
  maxConcurrent: 1,
  highWater: MOST_WAITING,
  strategy: Bottleneck.strategy.OVERFLOW,
});

const verify = procedureFor("audit:view")
  .meta({
    rest: {
      method: "GET",
      path: "/audit/verify",
      summary: "Whether the audit log is what was sealed; the first number that is not",
    },
  })
  .input(AuditVerifyQuerySchema)
  .output(AuditVerifyAnswerSchema)
  .query(async ({ ctx: { services }, input: { fromSeq, checkpoint } }) => {
    try {
      return await oneAtATime.schedule(() =>
        verifyChain(services.database, {
          keys: services.audit.keys,
          fromSeq: fromSeq === undefined ? undefined : BigInt(fromSeq),
          // Our own memory is outside of the database too: an older state that was put back does not match it.
          kept: [checkpoint, services.audit.ownCheckpoint()].filter((each) => typeof each === "string"),
        }),
      );
    } catch (error) {
      if (!(error instanceof Bottleneck.BottleneckError)) throw error;
      throw new CostError("RATE_LIMITED", "Other verifications are under way. Try again in a few seconds.", {
        cause: error,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
  });

const checkpoint = procedureFor("audit:view")
  .meta({
    rest: { method: "GET", path: "/audit/checkpoint", summary: "How far the audit chain is, signed" },
  })
  .output(AuditCheckpointAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const last = await inPrimarySnapshot(services.database, (client) => readLastCheckpoint(client));
    return {
      chainSeq: last?.chainSeq.toString() ?? null,
      hash: last?.hash.toString("hex") ?? null,
      signedAt: last ? (contentOf(last.statement)?.at ?? null) : null,
      keyId: last?.keyId ?? null,
      checkpoint: last?.statement ?? null,
    };
  });

/** The procedures `audit.…`. */
export const audit = { list, verify, checkpoint };
