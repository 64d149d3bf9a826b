import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { SourceError } from "../source-error.ts";
import type { HttpAnswer, HttpQuestion } from "./http-answer.ts";

/** PEM files of a connection that `fetch` cannot be told of. */
export interface CertificateFiles {
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
