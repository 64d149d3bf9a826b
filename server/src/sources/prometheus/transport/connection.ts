import { readFile } from "node:fs/promises";
import { SourceError } from "../source-error.ts";
import { createFetchPoster } from "./fetch-poster.ts";
import type { HttpAnswer, HttpQuestion } from "./http-answer.ts";
import { createHttpsPoster } from "./https-poster.ts";

/** A header such as a tenant's number is no secret, and hiding it would hide every digit like it. */
const SHORTEST_SECRET = 8;

export interface ConnectionOptions {
  /** Address of the server; a path in it goes before `/api/v1`. */
  readonly url: string;
  /** File that holds the bearer token. */
  readonly bearerTokenFile?: string;
  /** PEM file of the certificate authorities to trust. */
  readonly caFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the requests in place of Node's own `fetch`; not used where `caFile` applies. */
  readonly fetch?: typeof fetch;
}

export interface Connection {
  /** The server's address as it may be printed: without credentials, query and fragment. */
  readonly printedUrl: string;
  /** Posts a form to a path below the server's address. Answers of any status come back as they are. */
  post(path: string, form: URLSearchParams, signal: AbortSignal): Promise<HttpAnswer>;
  /** The text without the token and the header values that this connection sends. */
  redact(text: string): string;
}

/** Opens nothing yet; checks the address, so that a mistake in the settings is seen at start. */
export function createConnection(options: ConnectionOptions): Connection {
  const base = parseUrl(options.url);
  const post = createPoster(base, options);
  // Names in one case, so that none of them can stand beside one that is set here.
  const given = Object.entries(options.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  let token = "";
  return {
    printedUrl: `${base.origin}${base.pathname}`,
    async post(path, form, signal) {
      if (options.bearerTokenFile) token = await readToken(options.bearerTokenFile);
      const url = new URL(base);
      url.pathname = `${base.pathname.replace(/\/+$/, "")}${path}`;
      const headers = {
        ...Object.fromEntries(given),
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        ...(token !== "" && { authorization: `Bearer ${token}` }),
      };
      return post({ url, headers, body: form.toString(), signal });
    },
    redact: (text) => [token, ...Object.values(options.headers ?? {})].reduce(withoutSecret, text),
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SourceError(
      "The Prometheus URL must start with http:// or https://, such as http://prometheus:9090",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new SourceError(
      "The Prometheus URL must not hold a user and password: send an authorization header instead",
    );
  }
  return url;
}

function createPoster(
  base: URL,
  options: ConnectionOptions,
): (question: HttpQuestion) => Promise<HttpAnswer> {
  const isOwnAuthority = options.caFile !== undefined && base.protocol === "https:";
  return isOwnAuthority && options.caFile
    ? createHttpsPoster(options.caFile)
    : createFetchPoster(options.fetch ?? fetch);
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
