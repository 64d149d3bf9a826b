import { AuditCheckpointAnswerSchema } from "@kubecent/shared";
import { contentOf } from "../../audit/statement.ts";
import { readLastCheckpoint } from "../../store/audit-log/audit-chain.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { procedureFor } from "../trpc.ts";

export const checkpoint = procedureFor("audit:view")
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
