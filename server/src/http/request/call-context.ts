import type { Request } from "express";
import type { ApiServices, Context } from "../../api/context.ts";
import { clientAddress } from "./client-address.ts";
import { stateOf } from "./request-state.ts";

/** What the procedures of a request get. */
export function callContext(req: Request, services: ApiServices): Context {
  const { id, identity } = stateOf(req);
  return { requestId: id, identity, services, clientAddress: clientAddress(req) };
}
