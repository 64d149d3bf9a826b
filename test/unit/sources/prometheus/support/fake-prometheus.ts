import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { text } from "node:stream/consumers";

/** One query as the fake received it. */
export interface ReceivedQuery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** What the fake answers to a query: series, or a whole answer. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FakePrometheus extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedQuery[];
}

/** Serves HTTP on a port of its own until disposed of. */
export async function fakePrometheus(
  answer: (query: ReceivedQuery, count: number) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakePrometheus> {
  const received: ReceivedQuery[] = [];
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    const query = { path: request.url ?? "", headers: request.headers, form };
    received.push(query);
    const { status = 200, headers = {}, body } = await answer(query, received.length);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
  const server = createServer((request, response) => void reply(request, response));
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Listens on a free port and tells which. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The JSON of an answer that succeeded. */
export function success(
  result: readonly unknown[],
  options: { resultType?: string; warnings?: readonly string[] } = {},
): FakeAnswer {
  const { resultType = "matrix", warnings } = options;
  const envelope = { status: "success", data: { resultType, result }, ...(warnings && { warnings }) };
  return { body: JSON.stringify(envelope) };
}
