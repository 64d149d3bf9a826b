import * as oauth from "oauth4webapi";
import { errorMessage } from "@kubecent/shared";
import { SourceError } from "../../source-error.ts";
import { type HttpAnswer, type HttpQuestion, readBody } from "../http-exchange.ts";
import { type Credentials, readSecretFile } from "./credentials.ts";

/** OAuth 2.0 client credentials (RFC 6749, 4.4), as authorisation servers in front of Prometheus want them. */
export interface ClientCredentialsOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** File that holds the client's secret; read again for each token. */
  readonly clientSecretFile: string;
  readonly scopes?: readonly string[] | undefined;
  /** What the token is for, where the authorisation server wants it said. */
  readonly audience?: string | undefined;
}

type Send = (question: HttpQuestion) => Promise<HttpAnswer>;

/** A token is fetched anew this long before it ends, so that none ends on its way. */
const SPARE_MS = 30_000;
/** Where the server does not say how long a token lasts. */
const UNSAID_LIFETIME_SECONDS = 300;
const LONGEST_ANSWER_BYTES = 100_000;

/** Sends a token that it fetches by `send`, one for many requests, until shortly before it ends. */
export function clientCredentials(options: ClientCredentialsOptions, send: Send): Credentials {
  let token = { text: "", endsAt: 0 };
  let fetching: Promise<void> | null = null;
  const renew = async (signal: AbortSignal): Promise<void> => {
    const { access_token: text, expires_in: seconds } = await fetchToken(options, send, signal);
    token = { text, endsAt: Date.now() + (seconds ?? UNSAID_LIFETIME_SECONDS) * 1000 - SPARE_MS };
  };
  return {
    headersFor: async (_question, signal) => {
      if (Date.now() >= token.endsAt) {
        // Questions that come meanwhile wait for the same token.
        fetching ??= renew(signal).finally(() => {
          fetching = null;
        });
        await fetching;
      }
      return { authorization: `Bearer ${token.text}` };
    },
    secrets: () => [token.text],
  };
}

async function fetchToken(
  { tokenUrl, clientId, clientSecretFile, scopes, audience }: ClientCredentialsOptions,
  send: Send,
  signal: AbortSignal,
): Promise<oauth.TokenEndpointResponse> {
  const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const client = { client_id: clientId };
  const secret = await readSecretFile(clientSecretFile, "OAuth2 client secret");
  const parameters = new URLSearchParams({
    ...(scopes && { scope: scopes.join(" ") }),
    ...(audience !== undefined && { audience }),
  });
  const ask = async (authenticate: oauth.ClientAuth): Promise<oauth.TokenEndpointResponse> => {
    const response = await oauth.clientCredentialsGrantRequest(server, client, authenticate, parameters, {
      [oauth.customFetch]: fetchBy(send),
      [oauth.allowInsecureRequests]: isPlain(tokenUrl),
      signal,
    });
    return oauth.processClientCredentialsResponse(server, client, response);
  };
  try {
    // The header is what every server must take; some take the secret in the form alone, or do not decode the header.
    return await ask(oauth.ClientSecretBasic(secret)).catch((cause: unknown) => {
      if (!isRefusal(cause)) throw cause;
      return ask(oauth.ClientSecretPost(secret));
    });
  } catch (cause) {
    signal.throwIfAborted();
    const why = isRefusal(cause)
      ? `it refused (${cause.message}): check the client's id, secret and scopes`
      : errorMessage(cause);
    const isTransient = !isRefusal(cause);
    throw new SourceError(`no token from ${new URL(tokenUrl).host}: ${why}`, { cause, isTransient });
  }
}

function isRefusal(cause: unknown): cause is Error {
  return cause instanceof oauth.ResponseBodyError || cause instanceof oauth.WWWAuthenticateChallengeError;
}

function isPlain(url: string): boolean {
  return url.toLowerCase().startsWith("http:");
}

/** The connection's own way of sending, which knows its certificates, as what the library calls. */
function fetchBy(send: Send) {
  return async (
    url: string,
    { body, headers, signal }: oauth.CustomFetchOptions<"POST", URLSearchParams>,
  ): Promise<Response> => {
    const within = signal ?? AbortSignal.timeout(SPARE_MS);
    const answer = await send({
      method: "POST",
      url: new URL(url),
      headers,
      body: body.toString(),
      signal: within,
    });
    const text = await readBody(answer.body, LONGEST_ANSWER_BYTES);
    return new Response(text, { status: answer.status, headers: { "content-type": answer.contentType } });
  };
}
