import type { Scope } from "@kubecent/shared";
import { type Caller, callerFor, callerOf, type GrantedCaller } from "../../auth/caller.ts";
import type { ApiServices } from "../context.ts";
import type { BudgetAsker } from "./spent-by.ts";

/** The service itself, as somebody who may see a budget's scope and nothing beside it. */
export function askerWithin(services: ApiServices, scope: Scope): BudgetAsker {
  const own = callerOf({
    id: "system:budgets",
    name: "budgets",
    grants: [{ role: "viewer", scope }],
    credential: { kind: "api-token", from: "budgets", id: null, createdAt: 0, expiresAt: null },
  });
  return { services, caller: granted(own) };
}

function granted(caller: Caller): GrantedCaller {
  const viewer = callerFor(caller, "cost:view");
  if (!viewer) throw new Error("A viewer may view costs");
  return viewer;
}
