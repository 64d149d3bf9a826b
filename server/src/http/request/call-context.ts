import type { IncomingMessage } from "node:http";
import type { ApiServices, Context } from "../../api/context.ts";
import { stateOf } from "./request-state.ts";

/** What the procedures of a request get. */
export function callContext(req: IncomingMessage, services: ApiServices): Context {
  const { id, identity } = stateOf(req);
  return { requestId: id, identity, services };
}
