import { type RequestHandler, Router } from "express";
import { admittedCaller } from "../api/admission.ts";
import type { ApiServices } from "../api/context.ts";
import { type CostGauge, gaugesText } from "../api/gauges/cost-gauge.ts";
import type { AccessRule, CalledProcedure } from "../api/procedures.ts";
import type { GrantedCaller } from "../auth/caller.ts";
import { CACHE_NOTHING } from "./answers/answer-headers.ts";
import { callContext } from "./request/call-context.ts";
import { byMethod } from "./request/methods.ts";

/** What of costs is told as gauges to a caller; empty in a process that does not lead. */
export type CostGauges = (caller: GrantedCaller) => Promise<readonly CostGauge[]>;

const PATH = "/metrics/costs";
const ACCESS: AccessRule = { permission: "alert:view", servesScoped: true };
const CALLED: CalledProcedure = { name: "metrics/costs", type: "query", access: ACCESS, isCached: false };

/** Serves costs as gauges. Unlike /metrics it wants a token, and shows what that token may see: names of budgets are data. */
export function costMetrics(services: ApiServices, gauges: CostGauges): Router {
  const routes = Router({ caseSensitive: true, strict: true });
  const send: RequestHandler = async (req, res) => {
    const caller = admittedCaller(callContext(req, services), CALLED, ACCESS);
    const text = gaugesText(await gauges(caller));
    res.set({ "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": CACHE_NOTHING });
    res.end(text);
  };
  routes.all(PATH, byMethod(PATH, { GET: send }));
  return routes;
}
