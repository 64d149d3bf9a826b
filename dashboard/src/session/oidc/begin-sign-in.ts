import * as oauth from "oauth4webapi";
import { findProvider, redirectUri } from "./provider.ts";
import { keepTrip } from "./sign-in-trip.ts";
import type { SignInWay } from "./sign-in-ways.ts";

/** Sends whoever sits there to the issuer, which sends them back to `signed-in`. Silently, it asks them nothing. */
export async function beginSignIn(way: SignInWay, isSilent = false): Promise<void> {
  const { server } = await findProvider(way);
  if (server.authorization_endpoint === undefined)
    throw new Error(`${way.name} has no authorization endpoint`);
  const trip = {
    issuer: way.issuer,
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    wanted: location.pathname + location.search,
    isSilent,
  };
  const address = new URL(server.authorization_endpoint);
  const parameters = {
    ...way.parameters,
    client_id: way.clientId,
    redirect_uri: redirectUri(),
    response_type: "code",
    scope: way.scopes,
    code_challenge: await oauth.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: "S256",
    state: trip.state,
    nonce: trip.nonce,
    ...promptOf(way, isSilent),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  keepTrip(trip);
  location.assign(address);
}

/** OpenID Connect Core 11: an issuer gives out refresh tokens for longer only where it asks first. */
function promptOf({ scopes }: SignInWay, isSilent: boolean): { prompt?: string } {
  if (isSilent) return { prompt: "none" };
  return scopes.split(" ").includes("offline_access") ? { prompt: "consent" } : {};
}
