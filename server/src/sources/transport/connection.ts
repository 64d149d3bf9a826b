import { readFile } from "node:fs/promises";
import { SourceError } from "../source-error.ts";
import { createFetchSender } from "./fetch-sender.ts";
import type { HttpAnswer, HttpQuestion } from "./http-answer.ts";
import { createHttpsSender } from "./https-sender.ts";

/** A header such as a tenant's number is no secret, and hiding it would hide every digit like it. */
const SHORTEST_SECRET = 8;

export interface ConnectionOptions {
  /** Address of the server; a path in it goes before those that are asked for. */
  readonly url: string;
  /** File that holds the bearer token. */
  readonly bearerTokenFile?: string;
  /** PEM file of the certificate authorities to trust. */
  readonly caFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the requests in place of Node's own `fetch`; not used where `caFile` applies. */
  readonly fetch?: typeof fetch;
}

/** What a server is called in messages, and what an address of one looks like. */
export interface ServerName {
  readonly product: string;
  readonly exampleUrl: string;
}

export interface Connection {
  readonly server: ServerName;
  /** The server's address as it may be printed: without credentials, query and fragment. */
  readonly printedUrl: string;
  /** Posts a form to a path below the server's address. Answers of any status come back as they are. */
  post(path: string, form: URLSearchParams, signal: AbortSignal): Promise<HttpAnswer>;
  /** Gets a path below the server's address. Answers of any status come back as they are. */
  get(path: string, parameters: URLSearchParams, signal: AbortSignal): Promise<HttpAnswer>;
  /** The text without the token and the header values that this connection sends. */
  redact(text: string): string;
}

/** Opens nothing yet; checks the address, so that a mistake in the settings is seen at start. */
export function createConnection(options: ConnectionOptions, server: ServerName): Connection {
  const base = parseUrl(options.url, server);
  const send = createSender(base, options);
  // Names in one case, so that none of them can stand beside one that is set here.
  const given = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  let token = "";
  const headers = async (): Promise<Record<string, string>> => {
    if (options.bearerTokenFile) token = await readToken(options.bearerTokenFile);
    const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
    return { ...given, accept: "application/json", ...authorization };
  };
  return {
    server,
    printedUrl: `${base.origin}${base.pathname}`,
    async post(path, form, signal) {
      const typed = { ...(await headers()), "content-type": "application/x-www-form-urlencoded" };
      const url = below(base, path);
      return send({ method: "POST", url, headers: typed, body: form.toString(), signal });
    },
    async get(path, parameters, signal) {
      const url = below(base, path);
      for (const [name, value] of parameters) url.searchParams.set(name, value);
      return send({ method: "GET", url, headers: await headers(), body: null, signal });
    },
    redact: (text) => [token, ...Object.values(options.headers ?? {})].reduce(withoutSecret, text),
  };
}

/** Whatever query the address has (a gateway's key, for one) stays. */
function below(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${path}`;
  return url;
}

function parseUrl(text: string, { product, exampleUrl }: ServerName): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SourceError(`The ${product} URL must start with http:// or https://, such as ${exampleUrl}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new SourceError(
      `The ${product} URL must not hold a user and password: send an authorization header instead`,
    );
  }
  return url;
}

function createSender(
  base: URL,
  options: ConnectionOptions,
): (question: HttpQuestion) => Promise<HttpAnswer> {
  const isOwnAuthority = options.caFile !== undefined && base.protocol === "https:";
  return isOwnAuthority && options.caFile
    ? createHttpsSender(options.caFile)
    : createFetchSender(options.fetch ?? fetch);
}

/** The token as the file holds it now: Kubernetes replaces service account tokens within the hour. */
async function readToken(file: string): Promise<string> {
  const token = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SourceError(`The bearer token file ${file} cannot be read`, { cause });
  });
  const trimmed = token.trim();
  if (trimmed === "") throw new SourceError(`The bearer token file ${file} is empty`);
  return trimmed;
}

function withoutSecret(text: string, secret: string): string {
  return secret.length < SHORTEST_SECRET ? text : text.replaceAll(secret, "[redacted]");
}
