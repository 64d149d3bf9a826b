import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ERROR_CODES, type ErrorBody } from "@kubecent/shared";
import { isClosing } from "./answers/close-connection.ts";
import { JSON_TYPE } from "./answers/send-json.ts";
import type { Log } from "./log/logger.ts";

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than an ingress keeps an idle connection: whoever closes first may lose a request. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Node looks for late requests this often; at its own 30 s the limits above would mean little. */
const CHECK_EVERY_MS = 1_000;
const MAX_REQUESTS_PER_SOCKET = 1_000;
const MAX_CONNECTIONS = 5_000;

/** A server for the app that slow, endless and countless callers cannot hold up. It does not listen yet. */
export function createHttpServer(app: RequestListener, log: Log): Server {
  const listener = asPaths(app);
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      // The app refuses what lacks it, in words; Node would send a status and nothing else.
      requireHostHeader: false,
    },
    listener,
  );
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = MAX_CONNECTIONS;
  // The app says "go on" itself, once it has seen that it wants the body.
  server.on("checkContinue", listener);
  server.on("checkExpectation", listener);
  server.on("connect", (_req, socket) => {
    writeRefusal(socket, NO_TUNNEL, log);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseUnread(error, socket, log);
  });
  return server;
}

/** Express answers a target that it cannot parse, such as `http://[::`, with a page of its own: it gets `*` instead. */
function asPaths(app: RequestListener): RequestListener {
  return (req, res) => {
    if (!req.url?.startsWith("/")) req.url = "*";
    app(req, res);
  };
}

interface Unread {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

const UNREAD: Readonly<Record<string, Unread>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: "Request Header Fields Too Large",
    message: "The headers are too long: 16 KB are accepted, the path among them.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: "Request Timeout",
    message: "The request did not arrive in time.",
  },
};
const NOT_HTTP: Unread = {
  status: 400,
  reason: "Bad Request",
  message: "The request is not well-formed HTTP.",
};
const NO_TUNNEL: Unread = {
  status: 405,
  reason: "Method Not Allowed",
  message: "No path takes this method.",
};

/** Answers what never became a request: Node would send a status and nothing else. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Socket, log: Log): void {
  if (isClosing(socket)) return;
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();

  writeRefusal(socket, UNREAD[error.code ?? ""] ?? NOT_HTTP, log);
}

function writeRefusal(socket: Duplex, { status, reason, message }: Unread, log: Log): void {
  const code = status === 405 ? "METHOD_NOT_ALLOWED" : "BAD_REQUEST";
  const body: ErrorBody = { error: ERROR_CODES[code].title, code, message, request_id: randomUUID() };
  log.warn("application_error", { code, message, path: null, request_id: body.request_id });
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`);
}
