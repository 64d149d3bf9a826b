import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type Configuration, Provider } from "oidc-provider";
import { portOf } from "../../unit/http/edge.ts";

/** A real OpenID provider of a test's own: anybody may log in there, under any name. */
export interface OidcProvider {
  readonly issuer: string;
  /** Lets the dashboard at this address send people here, and get them back. */
  readonly admit: (dashboard: string) => void;
  /** Requests for tokens so far, by what they showed for it. */
  readonly grants: string[];
  /** How long its access tokens live. */
  readonly setTokenSeconds: (seconds: number) => void;
  close(): Promise<void>;
}

export const CLIENT_ID = "kubecent-dashboard";
const RESOURCE = "https://kubecent.example/api";
const ORDINARY_SECONDS = 3_600;

/** The entry of JWT_ISSUERS that believes it. */
export function issuerEntry({ issuer }: OidcProvider): object {
  return {
    issuer,
    audience: "kubecent",
    discovery: true,
    defaultRole: "viewer",
    signIn: {
      clientId: CLIENT_ID,
      name: "Example Login",
      scopes: "openid offline_access",
      parameters: { resource: RESOURCE },
    },
  };
}

/** Starts it. It knows no dashboard until one is admitted, but its keys can be had. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${portOf(server)}`;
  const state: ProviderState = { tokenSeconds: ORDINARY_SECONDS, grants: [] };
  let answer = answerFor(issuer, "http://127.0.0.1:1", state);
  server.on("request", (req, res) => answer(req, res));
  return {
    issuer,
    grants: state.grants,
    setTokenSeconds: (seconds) => void (state.tokenSeconds = seconds),
    admit: (dashboard) => {
      answer = answerFor(issuer, dashboard, state);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface ProviderState {
  tokenSeconds: number;
  readonly grants: string[];
}

function answerFor(issuer: string, dashboard: string, state: ProviderState): RequestListener {
  const provider = new Provider(issuer, configuration(dashboard, state));
  provider.on("grant.success", ({ oidc }) => void state.grants.push(String(oidc.params?.["grant_type"])));
  const answer = provider.callback();
  return (req, res) => void answer(req, res);
}

function configuration(dashboard: string, state: ProviderState): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: "none",
        redirect_uris: [`${dashboard}/signed-in`],
        post_logout_redirect_uris: [`${dashboard}/`],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    ],
    cookies: { keys: ["of a test"] },
    clientBasedCORS: () => true,
    issueRefreshToken: () => Promise.resolve(true),
    ttl: {
      Session: ORDINARY_SECONDS,
      Grant: ORDINARY_SECONDS,
      IdToken: ORDINARY_SECONDS,
      Interaction: ORDINARY_SECONDS,
      RefreshToken: ORDINARY_SECONDS,
    },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "",
          audience: "kubecent",
          accessTokenTTL: state.tokenSeconds,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}
