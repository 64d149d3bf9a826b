import { connect, type Socket } from "node:net";

/** How a caller leaves: by a reset (no lingering), by closing both ways, or by closing their own. */
export const WAYS: readonly { readonly how: string; readonly leave: (socket: Socket) => void }[] = [
  { how: "a reset", leave: (socket) => void socket.resetAndDestroy() },
  { how: "a close", leave: (socket) => void socket.destroy() },
  { how: "a half close", leave: (socket) => void socket.end() },
];

/** Methods that something answers: with the others not all is tried in each `npm test`. */
export const ANSWERED: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

/** A moment in the life of a connection: what has been sent by then. */
export interface Moment {
  readonly moment: string;
  readonly bytes: (method: string, path: string, authorization: string) => string;
}

const headOf = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;

function after(moment: string, headers: readonly string[], body = ""): Moment {
  return {
    moment,
    bytes: (method, path, authorization) =>
      headOf(`${method} ${path} HTTP/1.1`, "Host: a", authorization, ...headers) + body,
  };
}

const JSON_TYPE = "Content-Type: application/json";

/** All moments at which somebody may leave. */
export const MOMENTS: readonly Moment[] = [
  { moment: "before the request", bytes: () => "" },
  { moment: "in the request line", bytes: (method) => `${method} /` },
  { moment: "in the headers", bytes: (method, path) => `${method} ${path} HTTP/1.1\r\nHost: a\r\nX-A` },
  after("behind the headers", []),
  after("with the body to come", [JSON_TYPE, "Content-Length: 100"]),
  after("in the body", [JSON_TYPE, "Content-Length: 100"], '{"name":'),
  after("behind a whole body", [JSON_TYPE, "Content-Length: 2"], "{}"),
  after("with more bytes than announced", [JSON_TYPE, "Content-Length: 2"], "{}".repeat(50)),
  after("in a chunk", [JSON_TYPE, "Transfer-Encoding: chunked"], '50\r\n{"name":'),
  after("in a bad chunk", [JSON_TYPE, "Transfer-Encoding: chunked"], "zz\r\n"),
  after("in the trailer", [JSON_TYPE, "Transfer-Encoding: chunked"], "2\r\n{}\r\n0\r\nX-A"),
  after("when told to go on", [JSON_TYPE, "Content-Length: 100", "Expect: 100-continue"]),
  after("at an unknown expectation", ["Expect: tea"]),
  after("at an odd encoding", ["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"),
  after("at a websocket", ["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x"], "\u0081"),
  after("at h2c", ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"]),
  { moment: "at HTTP/2", bytes: () => `${headOf("PRI * HTTP/2.0")}SM\r\n\r\n` },
  { moment: "at TLS", bytes: () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" },
  {
    moment: "with requests behind it",
    bytes: (method, path, authorization) =>
      headOf(`${method} ${path} HTTP/1.1`, "Host: a", authorization).repeat(5),
  },
  {
    moment: "behind a slow one",
    bytes: (method, path, authorization) =>
      headOf("GET /api/v1/slow HTTP/1.1", "Host: a", authorization) +
      headOf(`${method} ${path} HTTP/1.1`, "Host: a", authorization),
  },
];

/** Sends bytes, and gives the connection as soon as they are on their way. */
export function sendTo(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  return new Promise((resolve) => {
    socket.once("close", () => resolve(socket));
    socket.once("connect", () => socket.write(Buffer.from(bytes, "latin1"), () => resolve(socket)));
  });
}
