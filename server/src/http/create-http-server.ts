import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { NO_TUNNEL, rawRefusals, refuseOverflow, unreadOf } from "./connection/raw-answers.ts";
import { createRequestQueue, type RequestQueue } from "./connection/request-queue.ts";
import { errorFields } from "../log/clean-fields.ts";
import type { Log } from "../log/logger.ts";

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than an ingress keeps an idle connection: the side that closes first may lose a request. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Node looks for late requests this often; at its own 30 s the limits above would mean little. */
const CHECK_EVERY_MS = 1_000;
const MAX_REQUESTS_PER_SOCKET = 1_000;
const MAX_CONNECTIONS = 5_000;

/** A server for the app that slow, endless and countless callers cannot hold up. It does not listen yet. */
export function createHttpServer(app: RequestListener, log: Log): Server {
  const queue = createRequestQueue(asPaths(app), {
    mostRequests: MAX_REQUESTS_PER_SOCKET,
    refuseOverflow: refuseOverflow(log),
  });
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      // The app refuses what lacks it, in words; Node would send a status and nothing else.
      requireHostHeader: false,
    },
    queue.take,
  );
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = MAX_CONNECTIONS;
  // The app says "go on" itself, once it has seen that it wants the body.
  server.on("checkContinue", queue.take);
  server.on("checkExpectation", queue.take);
  answerWhatIsNoRequest(server, queue, log);
  return server;
}

/** Answers what Node hands over as no request, and outlives what breaks: an error without a listener ends the process. */
function answerWhatIsNoRequest(server: Server, queue: RequestQueue, log: Log): void {
  const write = rawRefusals(log);
  // Node takes its own listeners off a connection that it hands over.
  server.on("connection", (socket) => socket.on("error", ignore));
  server.on("connect", (req, stream) => {
    // It is read on, for nobody hears of the end of what is not read.
    stream.on("error", ignore).resume();
    req.resume();
    stream.once("end", () => req.socket.end());
    queue.refuse(req.socket, () => write(req.socket, NO_TUNNEL));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const unread = socket.writable ? unreadOf(error) : undefined;
    if (unread) queue.refuse(socket, () => write(socket, unread));
    else socket.destroy();
  });
  server.on("error", (error) => {
    // Before it listens, `listen` itself reports the error.
    if (server.listening) log.error("application_error", { path: null, ...errorFields(error) });
  });
}

function ignore(): void {
  // What waits for the connection listens for "close".
}

/** Express answers a target that it cannot parse, such as `http://[::`, with a page of its own: it gets `*` instead. */
function asPaths(app: RequestListener): RequestListener {
  return (req, res) => {
    if (!req.url?.startsWith("/")) req.url = "*";
    app(req, res);
  };
}
