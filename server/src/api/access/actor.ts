import type { Caller } from "../../auth/caller.ts";
import type { Actor } from "../../store/actor.ts";

/** Who makes a change, as its audit record names them. */
export function actorOf({
  caller,
  requestId,
}: {
  readonly caller: Caller;
  readonly requestId: string;
}): Actor {
  return { name: caller.name, callerId: caller.id, requestId };
}
