import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ERROR_CODES, type ErrorCode, type ErrorDetail } from "@kubecent/shared";
import { onTestFinished } from "vitest";

/** A request as the fake service saw it. */
export interface Received {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed out of `?input=` or the body; undefined where there was none. */
  readonly input: unknown;
}

/** What the fake service answers with. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is where it is a text, as JSON where it is anything else. */
  readonly body?: unknown;
}

export type Answerer =
  | Answer
  | ((request: Received, response: ServerResponse) => Answer | undefined | Promise<Answer | undefined>);

/**
 * A real HTTP server that gives the answers in turn, and the last one for ever. An answerer that returns nothing
 * has seen to the response itself. Ends with the test.
 */
export async function fakeService(...answers: Answerer[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await read(request);
    const answerer = answers[Math.min(received.length, answers.length - 1)] ?? {};
    received.push(seen);
    const answer = typeof answerer === "function" ? await answerer(seen, response) : answerer;
    if (answer) write(response, answer);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has this address
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

/** An answer as tRPC sends it. */
export function result(data: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { headers, body: { result: { data } } };
}

/** A refusal as the service's router sends it. */
export function refusal(
  code: ErrorCode,
  facts: { message?: string; details?: ErrorDetail[]; errorId?: string; headers?: Answer["headers"] } = {},
): Answer {
  const { status, title } = ERROR_CODES[code];
  const message = facts.message ?? title;
  const data = {
    code,
    httpStatus: status,
    path: "cost.pods",
    error: title,
    message,
    ...(facts.details && { details: facts.details }),
    ...(facts.errorId && { error_id: facts.errorId }),
    request_id: "from-body",
  };
  return { status, headers: facts.headers ?? {}, body: { error: { message, code: -32_603, data } } };
}

async function read(request: IncomingMessage): Promise<Received> {
  const { method = "", url = "", headers } = request;
  const fromUrl = new URL(url, "http://localhost").searchParams.get("input");
  const json = (await text(request)) || fromUrl;
  return { method, url, headers, input: json ? JSON.parse(json) : undefined };
}

function write(response: ServerResponse, { status = 200, headers = {}, body = "" }: Answer): void {
  const isText = typeof body === "string";
  const type = isText ? "text/html" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
