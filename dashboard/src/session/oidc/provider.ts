import * as oauth from "oauth4webapi";
import { REDIRECT_PATH } from "./sign-in-by-issuer.ts";
import type { SignInWay } from "./sign-in-ways.ts";

/** Where an issuer's endpoints are, and who we are to it. */
export interface Provider {
  readonly way: SignInWay;
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly options: { readonly [oauth.allowInsecureRequests]: boolean };
}

/** The address that issuers send people back to. */
export function redirectUri(): string {
  return location.origin + REDIRECT_PATH;
}

/** Asks the issuer where its endpoints are. */
export async function findProvider(way: SignInWay): Promise<Provider> {
  const issuer = new URL(way.issuer);
  // Only in development may an issuer be reached without TLS: production refuses such a setting.
  const options = { [oauth.allowInsecureRequests]: issuer.protocol === "http:" };
  const answer = await oauth.discoveryRequest(issuer, options);
  const server = await oauth.processDiscoveryResponse(issuer, answer);
  return { way, server, client: { client_id: way.clientId }, options };
}
