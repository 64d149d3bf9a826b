import { AuditAnswerSchema, AuditQuerySchema, type AuditQuestion } from "@kubecent/shared";
import { resolveRecordWindow } from "../../domain/windows/resolve-window.ts";
import { readAuditPage } from "../../store/audit-log/audit-logs.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import type { ApiServices } from "../context.ts";
import { questionPages, readSnapshot } from "../question.ts";
import { procedureFor } from "../trpc.ts";

export const list = procedureFor("audit:view")
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
