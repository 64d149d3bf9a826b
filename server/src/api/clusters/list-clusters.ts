import { ClusterListAnswerSchema, ClusterQuerySchema } from "@kubecent/shared";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { visibilityOf } from "../answers/answer-scope.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { readClusterRows } from "./rows.ts";

export const list = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/clusters", summary: "The clusters, and how much is stored of each" },
  })
  .input(ClusterQuerySchema)
  .output(ClusterListAnswerSchema)
  .query(({ ctx: { services, caller }, input }) =>
    inSnapshot(services.database, visibilityOf(caller), async (client, seen) => ({
      rows: (await readClusterRows(client, input.cluster, seen)).map(({ row }) => row),
    })),
  );
