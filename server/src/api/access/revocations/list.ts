import { RevocationListAnswerSchema } from "@kubecent/shared";
import { listRevocations } from "../../../store/access/stored-revocations.ts";
import { procedureFor } from "../../trpc.ts";
import { revocationRow } from "./row.ts";

export const list = procedureFor("access:edit")
  .meta({
    rest: {
      method: "GET",
      path: "/access/revocations",
      summary: "Which JSON Web Tokens are refused, and why",
    },
  })
  .output(RevocationListAnswerSchema)
  .query(async ({ ctx: { services } }) => ({
    rows: (await listRevocations(services.database)).map(revocationRow),
  }));
