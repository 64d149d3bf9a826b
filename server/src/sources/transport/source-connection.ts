import { SourceError } from "../source-error.ts";
import { awsSignature, type AwsSignatureOptions } from "./credentials/aws-signature.ts";
import { clientCredentials, type ClientCredentialsOptions } from "./credentials/client-credentials.ts";
import {
  ANONYMOUS,
  bearerTokenFile,
  type Credentials,
  type UnsignedQuestion,
} from "./credentials/credentials.ts";
import { createFetchSender, createHttpsSender, type HttpAnswer, type HttpQuestion } from "./http-exchange.ts";

/** A header such as a tenant's number is no secret, and hiding it would hide every digit like it. */
const SHORTEST_SECRET = 8;

export interface ConnectionOptions {
  /** Address of the server; a path in it goes before those that are asked for. */
  readonly url: string;
  /** File that holds the bearer token. */
  readonly bearerTokenFile?: string;
  /** How to get a token, in place of a file that holds one. */
  readonly clientCredentials?: ClientCredentialsOptions;
  /** How to sign requests for AWS, in place of a token. */
  readonly awsSignature?: AwsSignatureOptions;
  /** PEM file of the certificate authorities to trust. */
  readonly caFile?: string;
  /** PEM files of the client's own certificate and its key, for servers that ask for one. */
  readonly certFile?: string;
  readonly keyFile?: string;
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
  const credentials = credentialsOf(options, send);
  const ask = async (question: UnsignedQuestion, signal: AbortSignal): Promise<HttpAnswer> => {
    const headers = { ...given, accept: "application/json", ...question.headers };
    const own = await credentials.headersFor({ ...question, headers }, signal);
    return send({ ...question, headers: { ...headers, ...own }, signal });
  };
  return {
    server,
    printedUrl: `${base.origin}${base.pathname}`,
    post(path, form, signal) {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return ask({ method: "POST", url: below(base, path), headers, body: form.toString() }, signal);
    },
    get(path, parameters, signal) {
      const url = below(base, path);
      for (const [name, value] of parameters) url.searchParams.set(name, value);
      return ask({ method: "GET", url, headers: {}, body: null }, signal);
    },
    redact: (text) =>
      [...credentials.secrets(), ...Object.values(options.headers ?? {})].reduce(withoutSecret, text),
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

type Send = (question: HttpQuestion) => Promise<HttpAnswer>;

function createSender(base: URL, { caFile, certFile, keyFile, ...options }: ConnectionOptions): Send {
  const isOwn = (caFile ?? certFile) !== undefined && base.protocol === "https:";
  return isOwn ? createHttpsSender({ caFile, certFile, keyFile }) : createFetchSender(options.fetch ?? fetch);
}

function credentialsOf(options: ConnectionOptions, send: Send): Credentials {
  if (options.bearerTokenFile !== undefined) return bearerTokenFile(options.bearerTokenFile);
  if (options.clientCredentials) return clientCredentials(options.clientCredentials, send);
  return options.awsSignature ? awsSignature(options.awsSignature) : ANONYMOUS;
}

function withoutSecret(text: string, secret: string): string {
  return secret.length < SHORTEST_SECRET ? text : text.replaceAll(secret, "[redacted]");
}
