import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from "jose";

/** A key of an issuer, both halves. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly spki: string;
}

/** Makes a key; 2,048 bits where it is RSA. */
export async function newSigningKey(kid: string, algorithm = "RS256"): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
  return { kid, algorithm, privateKey, publicJwk, spki: await exportSPKI(publicKey) };
}

/** Signs claims as they are; what the header says can be changed. */
export function signToken(key: SigningKey, claims: object, header: object = {}): Promise<string> {
  const jwt = new SignJWT({ ...claims });
  return jwt.setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header }).sign(key.privateKey);
}

/** A token whose parts are whatever is given: JSON for objects, text as it is. */
export function rawToken(header: unknown, payload: unknown, signature = "c2ln"): string {
  return `${part(header)}.${part(payload)}.${signature}`;
}

function part(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** An issuer on a port of this machine. */
export interface FakeIssuer {
  readonly url: string;
  /** What it publishes at /keys. */
  keys: JWK[];
  /** Answers in its place, where it is set. */
  answer: Answer | null;
  /** Paths and Authorization headers of the requests so far. */
  readonly hits: { readonly path: string; readonly authorization: string | undefined }[];
  /** Stops to listen; `restart` goes on at the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Starts an issuer that publishes these keys; over TLS where there is a certificate. */
export async function startIssuer(keys: readonly SigningKey[], tls?: Tls): Promise<FakeIssuer> {
  const hits: FakeIssuer["hits"] = [];
  const serve: RequestListener = (req, res) => {
    hits.push({ path: req.url ?? "", authorization: req.headers.authorization });
    if (issuer.answer) return issuer.answer(req, res);
    if (req.url === "/.well-known/openid-configuration") {
      return sendJson(res, { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` });
    }
    sendJson(res, { keys: issuer.keys });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  const listen = async (port: number): Promise<number> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("The issuer does not listen");
    return address.port;
  };
  const port = await listen(0);
  const issuer: FakeIssuer = {
    url: `${tls ? "https://localhost" : "http://127.0.0.1"}:${port}`,
    keys: keys.map(({ publicJwk }) => publicJwk),
    answer: null,
    hits,
    stop: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
    restart: async () => void (await listen(port)),
  };
  return issuer;
}

/** Answers with JSON. */
export function sendJson(res: ServerResponse, body: unknown, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
