import { TokenListAnswerSchema } from "@kubecent/shared";
import { listTokens } from "../../../store/access/stored-tokens.ts";
import { procedureFor } from "../../trpc.ts";
import { tokenRow } from "./row.ts";

export const list = procedureFor("access:edit")
  .meta({ rest: { method: "GET", path: "/access/tokens", summary: "The API tokens, never themselves" } })
  .output(TokenListAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const now = services.now();
    return { rows: (await listTokens(services.database)).map((token) => tokenRow(token, now)) };
  });
