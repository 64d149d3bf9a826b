import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** One question as the fake received it. */
export interface OpenCostQuestion {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface OpenCostReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Breaks the connection off after the body, which is then shorter than announced. */
  readonly isCutOff?: boolean;
}

export interface FakeOpenCost extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly OpenCostQuestion[];
}

/** Serves HTTP on a port of its own until disposed of. */
export async function fakeOpenCost(
  answer: (question: OpenCostQuestion, count: number) => OpenCostReply | Promise<OpenCostReply>,
): Promise<FakeOpenCost> {
  const received: OpenCostQuestion[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    const question = { path: pathname, parameters: searchParams, headers: request.headers };
    received.push(question);
    void Promise.resolve(answer(question, received.length)).then((reply) => send(reply, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
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

/** OpenCost's envelope around data. */
export function envelope(data: unknown, more: Readonly<Record<string, unknown>> = {}): OpenCostReply {
  return { body: JSON.stringify({ code: 200, status: "success", data, ...more }) };
}

function send({ status = 200, headers = {}, body, isCutOff }: OpenCostReply, response: ServerResponse): void {
  const type = { "content-type": "application/json" };
  if (!isCutOff) {
    response.writeHead(status, { ...type, ...headers }).end(body);
    return;
  }
  response.writeHead(status, { ...type, ...headers, "content-length": Buffer.byteLength(body) + 100 });
  response.write(body, () => response.destroy());
}
