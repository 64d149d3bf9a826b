import { request as sendRequest } from "node:http";
import { connect, type Socket } from "node:net";

/** An answer as it came over the wire. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: unknown;
  /** For figures of `npm run load`: no test compares it. */
  readonly durationMs: number;
}

export interface WireAsk {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** Sends a request to a port of this machine. */
export async function sendAsk(port: number, path: string, ask: WireAsk = {}): Promise<WireReply> {
  const { method = "GET", headers, body } = ask;
  const startedAt = performance.now();
  const request = sendRequest({
    port,
    host: "127.0.0.1",
    path,
    method,
    agent: false,
    headers: { ...headers },
  });
  const { promise, resolve, reject } = Promise.withResolvers<WireReply>();
  request.on("error", reject);
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        json: jsonOf(text),
        durationMs: performance.now() - startedAt,
      });
    });
  });
  request.end(body);
  return promise;
}

/** What came back for raw bytes until the connection ended. */
export interface RawReply {
  readonly text: string;
  /** False where the server kept it open for as long as we had patience. */
  readonly isClosedByServer: boolean;
}

/** Sends bytes as they are; `more` may go on sending. Gives up after `withinMs`. */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  { withinMs = 90_000, more }: { withinMs?: number; more?: (socket: Socket) => void } = {},
): Promise<RawReply> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  let isClosedByServer = true;
  const giveUp = setTimeout(() => {
    isClosedByServer = false;
    socket.destroy();
  }, withinMs);
  socket.write(bytes);
  more?.(socket);
  await new Promise((resolve) => socket.once("close", resolve));
  clearTimeout(giveUp);
  return { text: Buffer.concat(chunks).toString(), isClosedByServer };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
