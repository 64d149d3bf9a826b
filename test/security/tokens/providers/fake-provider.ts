import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { jwtIssuers } from "../../../../server/src/config/fields/jwt-issuers.ts";
import { issuerRules } from "../../../../server/src/run/parts/configured-issuers.ts";
import type { IssuerRules } from "../../../../server/src/auth/jwt/issuer-rules.ts";
import {
  type FakeIssuer,
  newSigningKey,
  sendJson,
  type SigningKey,
  signToken,
  startIssuer,
} from "../../support/fake-issuer.ts";
import { documentedIssuers } from "./documented-settings.ts";
import type { ProviderCase } from "./token-shapes.ts";

const run = promisify(execFile);

/** A certificate for this machine, which servers have and clients trust. */
export interface LocalAuthority {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  /** A file with a bearer token. */
  readonly tokenFile: string;
  remove(): Promise<void>;
}

/** Makes one; needs openssl. */
export async function createLocalAuthority(): Promise<LocalAuthority> {
  const folder = await mkdtemp(path.join(tmpdir(), "kubecent-providers-"));
  const certFile = path.join(folder, "ca.pem");
  const keyFile = path.join(folder, "ca.key");
  const tokenFile = path.join(folder, "token");
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", keyFile, "-out", certFile];
  await run("openssl", ["req", "-x509", ...kind, ...subject]);
  await writeFile(tokenFile, "token-of-kubecent\n");
  return {
    cert: await readFile(certFile, "utf8"),
    key: await readFile(keyFile, "utf8"),
    certFile,
    tokenFile,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A provider on ports of this machine: its origins are the only thing that is not as in the documented settings. */
export interface FakeProvider {
  readonly rules: IssuerRules;
  /** A token as the provider issues it, with these changes. */
  token(change?: { claims?: object; header?: object }): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a provider with the settings that docs/security.md has for it. */
export async function startProvider(
  provider: ProviderCase,
  authority: LocalAuthority,
): Promise<FakeProvider> {
  const key = await newSigningKey("key-1");
  const servers = await Promise.all(provider.origins.map(() => startIssuer([key], authority)));
  const atHome = (text: string): string =>
    provider.origins.reduce<string>(
      (found, origin, index) => found.replaceAll(origin ?? "", servers[index]?.url ?? ""),
      text,
    );
  const settings: object[] = JSON.parse(atHome(documentedIssuers(provider.heading)));
  const reachable = settings.map((entry) => ({
    ...entry,
    ca: authority.certFile,
    ...("tokenFile" in entry && { tokenFile: authority.tokenFile }),
  }));
  const [entry] = jwtIssuers().parse(JSON.stringify(reachable));
  if (!entry) throw new Error(`${provider.heading}: no entry`);
  publish(provider, servers, { key, issuer: entry.issuer });
  return {
    rules: issuerRules(entry, "RS256"),
    token: ({ claims = {}, header = {} } = {}) => {
      const { kid = key.kid } = { ...provider.header } as { kid?: string };
      const said: object = JSON.parse(atHome(JSON.stringify({ ...provider.claims, ...claims })));
      return signToken({ ...key, kid }, said, { ...provider.header, ...header });
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** Its document is where its issuer is, its keys where the document says, and nothing anywhere else. */
function publish(
  { keysPath, header, withoutAlg }: ProviderCase,
  servers: readonly FakeIssuer[],
  { key, issuer }: { key: SigningKey; issuer: string },
): void {
  const [home] = servers;
  const keysServer = servers.at(-1);
  if (!home || !keysServer) throw new Error("A provider has an origin");
  const { alg, ...jwk } = { ...key.publicJwk, ...("kid" in header && { kid: String(header.kid) }) };
  const keys = [withoutAlg ? jwk : { ...jwk, alg }];
  // A cluster's issuer is a name that nobody asks.
  const { pathname } = URL.canParse(issuer) ? new URL(issuer) : { pathname: "" };
  const documentPath = `${pathname.replace(/\/$/, "")}/.well-known/openid-configuration`;
  for (const server of servers) {
    server.answer = ({ url }, res) => {
      const isDocument = server === home && url === documentPath;
      if (isDocument) return sendJson(res, { issuer, jwks_uri: keysServer.url + keysPath });
      if (server === keysServer && url === keysPath) return sendJson(res, { keys });
      res.writeHead(404).end();
    };
  }
}
