import * as oauth from "oauth4webapi";
import { beginSession, endSession } from "../session.ts";
import { createIssuedTokens } from "./issued-tokens.ts";
import { findProvider, redirectUri } from "./provider.ts";
import type { SignInTrip } from "./sign-in-trip.ts";
import type { SignInWay } from "./sign-in-ways.ts";

/** Takes the issuer's answer, checks that it belongs to the question, and exchanges its code for tokens. */
export async function finishSignIn(way: SignInWay, trip: SignInTrip, answer: URL): Promise<void> {
  const provider = await findProvider(way);
  const { server, client, options } = provider;
  const parameters = oauth.validateAuthResponse(server, client, answer, trip.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri(),
    trip.verifier,
    { ...options, additionalParameters: way.parameters },
  );
  const issued = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: trip.nonce,
    requireIdToken: true,
  });
  const tokens = createIssuedTokens(provider, issued, () => endSession(session, "expired"));
  const session = beginSession({
    token: tokens.current,
    onRefused: tokens.refused,
    onSignOut: tokens.signOut,
  });
}
