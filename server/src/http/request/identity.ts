import type { RequestHandler } from "express";
import { addressKey } from "../../limits/address-key.ts";
import type { GuessLimit } from "../../limits/guess-limit.ts";
import { WINDOW_SECONDS } from "../../limits/memory-limiter.ts";
import { setHeaders } from "../answers/header-list.ts";
import type { AppDependencies } from "../dependencies.ts";
import { clientAddress } from "./client-address.ts";
import { limitHeaders, refuseByLimit } from "./limits.ts";
import { stateOf } from "./request-state.ts";

/**
 * Finds out who calls. Nobody is turned away for having no token: each procedure refuses whom it does not serve. An
 * address from which too many tokens were invalid has to wait before another one is looked up.
 */
export function identity(
  { authenticator }: Pick<AppDependencies, "authenticator">,
  guessLimit: GuessLimit,
): RequestHandler {
  return async (req, res, next) => {
    const authorization = req.headersDistinct.authorization ?? [];
    const [credential] = authorization;
    const address = addressKey(clientAddress(req));
    const refusal = credential === undefined ? null : await guessLimit.refusal(address, credential);
    if (refusal) {
      setHeaders(res, limitHeaders(refusal, WINDOW_SECONDS));
      return refuseByLimit(req, res, address, refusal);
    }
    const found = await authenticator.identify(authorization);
    stateOf(req).identity = found;
    if (credential !== undefined) await guessLimit.note(address, credential, found.caller !== null);
    next();
  };
}
