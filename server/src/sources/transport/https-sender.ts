import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { SourceError } from "../source-error.ts";
import type { HttpAnswer, HttpQuestion } from "./http-answer.ts";

/**
 * Asks over TLS to servers whose certificates a private authority signs, which `fetch` cannot be told of.
 * The file is read for each request, so that a rotated bundle needs no restart.
 */
export function createHttpsSender(caFile: string): (question: HttpQuestion) => Promise<HttpAnswer> {
  const agent = new Agent({ keepAlive: true });
  return async (question) => toAnswer(await send(question, agent, await readAuthorities(caFile)));
}

function readAuthorities(caFile: string): Promise<Buffer> {
  return readFile(caFile).catch((cause: unknown) => {
    throw new SourceError(`The CA file ${caFile} cannot be read`, { cause });
  });
}

function send(question: HttpQuestion, agent: Agent, ca: Buffer): Promise<IncomingMessage> {
  const { method, url, headers, signal } = question;
  const body = question.body ?? "";
  return new Promise((resolve, reject) => {
    const length = { "content-length": Buffer.byteLength(body) };
    const options = { method, headers: { ...headers, ...length }, agent, ca, signal };
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
