import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that a receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A receiver of webhooks on this machine. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly got: Received[];
  /** Connections that were ever made. */
  connections(): number;
  readonly close: () => Promise<void>;
}

/** How a receiver answers; the n-th request is number n, from 1. */
export type AnswerRequest = (number: number, response: ServerResponse, received: Received) => void;

/** Starts a receiver; without a word on it, it takes everything. */
export async function startReceiver(
  answer: AnswerRequest = (_, response) => void response.writeHead(204).end(),
): Promise<Receiver> {
  const got: Received[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const received = { path: request.url ?? "", headers: request.headers, body };
    got.push(received);
    answer(got.length, response, received);
  }
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    got,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  const body: AsyncIterable<Uint8Array> = request;
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || !address) throw new Error("The receiver does not listen");
  return address.port;
}
