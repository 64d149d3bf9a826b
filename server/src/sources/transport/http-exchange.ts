import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { SourceError } from "../source-error.ts";

/** One request, ready to be sent. */
export interface HttpQuestion {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a request without one. */
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** An answer whose body is yet to be read; redirects are answers like any other. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** PEM files of a connection that `fetch` cannot be told of. */
interface CertificateFiles {
  /** The authorities that sign the server's certificate; those that Node trusts where it is left out. */
  readonly caFile?: string | undefined;
  /** The client's own certificate, and its key. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/**
 * Asks over TLS servers whose certificates a private authority signs, or that want to see a client's.
 * The files are read for each request, so that a rotated bundle needs no restart.
 */
export function createHttpsSender(files: CertificateFiles): (question: HttpQuestion) => Promise<HttpAnswer> {
  const agent = new Agent({ keepAlive: true });
  return async (question) => {
    const [ca, cert, key] = await Promise.all([
      readPem(files.caFile, "CA"),
      readPem(files.certFile, "client certificate"),
      readPem(files.keyFile, "client key"),
    ]);
    return toAnswer(
      await send(question, agent, { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }),
    );
  };
}

function readPem(file: string | undefined, what: string): Promise<Buffer | undefined> {
  if (file === undefined) return Promise.resolve(undefined);
  return readFile(file).catch((cause: unknown) => {
    throw new SourceError(`The ${what} file ${file} cannot be read`, { cause });
  });
}

interface Pems {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

function send(question: HttpQuestion, agent: Agent, pems: Pems): Promise<IncomingMessage> {
  const { method, url, headers, signal } = question;
  const body = question.body ?? "";
  return new Promise((resolve, reject) => {
    const length = { "content-length": Buffer.byteLength(body) };
    const options = { method, headers: { ...headers, ...length }, agent, ...pems, signal };
    request(url, options, resolve).on("error", reject).end(body);
  });
}

function toAnswer(incoming: IncomingMessage): HttpAnswer {
  return {
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers["content-type"] ?? "",
    body: incoming,
  };
}

/** Reads a body as UTF-8 and gives up as soon as it exceeds `maxBytes`, so that no answer can fill the memory. */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new SourceError(`the answer is longer than ${maxBytes} bytes`, { isTooLarge: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString("utf8");
}

/** Asks by `fetch`, which never follows a redirect here: a token must not travel to another address. */
export function createFetchSender(fetchUrl: typeof fetch): (question: HttpQuestion) => Promise<HttpAnswer> {
  return async ({ method, url, headers, body, signal }) => {
    const response = await fetchUrl(url, { method, headers, body, signal, redirect: "manual" });
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      body: response.body ?? emptyBody(),
    };
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body has nothing to yield.
}
