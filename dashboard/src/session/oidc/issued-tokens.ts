import * as oauth from "oauth4webapi";
import { BASE_PATH } from "../../app/base-path.ts";
import type { Provider } from "./provider.ts";
import { rememberWay } from "./sign-in-trip.ts";

/** The tokens of an issuer, in memory: the one that is in force, and how it is renewed. */
export interface IssuedTokens {
  /** The token for the next request, renewed before it expires. */
  readonly current: () => Promise<string>;
  /** Told that the service refused it. */
  readonly refused: () => void;
  /** Ends the session at the issuer as well. */
  readonly signOut: () => void;
}

/** A token is renewed this long before it expires, so that none expires on its way. */
const EARLY_MS = 30_000;

/** A token that is refused so soon was not taken at all: the next one would not be either. */
const FRESH_MS = 10_000;

/** Keeps what an issuer gave out; `onEnd` is told that it gives out no more. */
export function createIssuedTokens(
  provider: Provider,
  first: oauth.TokenEndpointResponse,
  onEnd: () => void,
): IssuedTokens {
  const { way, server, client, options } = provider;
  let issued = first;
  let token = tokenOf(provider, first);
  let isStale = false;
  let renewing: Promise<void> | undefined;

  async function renew(refreshToken: string): Promise<void> {
    const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, {
      ...options,
      additionalParameters: way.parameters,
    });
    const next = await oauth.processRefreshTokenResponse(server, client, response);
    // An issuer that says nothing of the refresh token leaves the old one in force.
    issued = { ...issued, ...next };
    token = tokenOf(provider, issued);
    isStale = false;
  }

  return {
    async current() {
      const { refresh_token: refreshToken } = issued;
      const isDue = isStale || token.expiresAt - EARLY_MS < Date.now();
      if (!isDue || refreshToken === undefined) return token.text;
      renewing ??= renew(refreshToken).finally(() => {
        renewing = undefined;
      });
      try {
        await renewing;
      } catch (error) {
        // It said no. That it could not be reached ends nothing.
        if (error instanceof oauth.ResponseBodyError) onEnd();
        else if (!isStale && token.expiresAt > Date.now()) return token.text;
        throw error;
      }
      return token.text;
    },
    refused() {
      const isFresh = Date.now() - token.issuedAt < FRESH_MS;
      if (isFresh || issued.refresh_token === undefined) onEnd();
      isStale = true;
    },
    signOut() {
      rememberWay(null);
      if (server.end_session_endpoint === undefined) return;
      const address = new URL(server.end_session_endpoint);
      // No `id_token_hint`: a token never stands in an address. The issuer may ask whether to sign out there too.
      address.searchParams.set("client_id", client.client_id);
      address.searchParams.set("post_logout_redirect_uri", `${location.origin}${BASE_PATH}/`);
      location.assign(address);
    },
  };
}

interface IssuedToken {
  readonly text: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Of what an issuer gave out, the token that the service takes. One that does not say when it expires is used until it is refused. */
function tokenOf({ way }: Provider, issued: oauth.TokenEndpointResponse): IssuedToken {
  const issuedAt = Date.now();
  if (way.token === "access_token") {
    const { access_token: text, expires_in: seconds = Infinity } = issued;
    return { text, issuedAt, expiresAt: issuedAt + seconds * 1_000 };
  }
  if (issued.id_token === undefined) throw new Error(`${way.name} gave out no ID token`);
  const { exp = Infinity } = oauth.getValidatedIdTokenClaims(issued) ?? {};
  return { text: issued.id_token, issuedAt, expiresAt: exp * 1_000 };
}
