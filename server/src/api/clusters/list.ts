import { ClusterListAnswerSchema, ClusterQuerySchema } from "@kubecent/shared";
import { inSnapshot } from "../../store/transaction.ts";
import { procedureFor } from "../trpc.ts";
import { readClusterRows } from "./rows.ts";

export const list = procedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/clusters", summary: "The clusters, and how much is stored of each" },
  })
  .input(ClusterQuerySchema)
  .output(ClusterListAnswerSchema)
  .query(({ ctx: { services }, input }) =>
    inSnapshot(services.pool, async (client) => ({
      rows: (await readClusterRows(client, input.cluster)).map(({ row }) => row),
    })),
  );
