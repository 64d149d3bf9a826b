import { BindingListAnswerSchema } from "@kubecent/shared";
import { listBindings } from "../../../store/access/stored-bindings.ts";
import { procedureFor } from "../../trpc.ts";
import { bindingRow } from "./row.ts";

export const list = procedureFor("access:edit")
  .meta({ rest: { method: "GET", path: "/access/bindings", summary: "Who was given which role over what" } })
  .output(BindingListAnswerSchema)
  .query(async ({ ctx: { services } }) => ({
    rows: (await listBindings(services.database)).map(bindingRow),
  }));
