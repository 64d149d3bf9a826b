import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { NO_TUNNEL, rawRefusals, turnAway, unreadOf } from "./connection/raw-answers.ts";
import { createWorkQueue, type Turns } from "./connection/request-queue.ts";
import { errorFields } from "../log/clean-fields.ts";
import type { Log } from "../log/logger.ts";

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
  const turns = createWorkQueue(asPaths(app), {
    mostRequests: MAX_REQUESTS_PER_SOCKET,
    turnAway: turnAway(log),
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
    turns.take,
  );
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = MAX_CONNECTIONS;
  // The app says "go on" itself, once it has seen that it wants the body.
  server.on("checkContinue", turns.take);
  server.on("checkExpectation", turns.take);
  answerWhatIsNoRequest(server, turns, log);
  return server;
}

/** Answers what Node hands over as no request, and outlives what breaks: an error that nobody hears ends the process. */
function answerWhatIsNoRequest(server: Server, turns: Turns, log: Log): void {
  const write = rawRefusals(log);
  // Node takes its own listeners off a connection that it hands over.
  server.on("connection", (socket) => socket.on("error", ignore));
  server.on("connect", (req, stream) => {
    // It is read on, for nobody hears of the end of what is not read.
    stream.on("error", ignore).resume();
    req.resume();
    stream.once("end", () => req.socket.end());
    turns.refuse(req.socket, () => write(req.socket, NO_TUNNEL));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const unread = socket.writable ? unreadOf(error) : undefined;
    if (unread) turns.refuse(socket, () => write(socket, unread));
    else socket.destroy();
  });
  server.on("error", (error) => {
    // Before it listens, whoever starts it hears of that.
    if (server.listening) log.error("application_error", { path: null, ...errorFields(error) });
  });
}

function ignore(): void {
  // Whoever waits for the connection hears of its end by "close".
}

/** Express answers a target that it cannot parse, such as `http://[::`, with a page of its own: it gets `*` instead. */
function asPaths(app: RequestListener): RequestListener {
  return (req, res) => {
    if (!req.url?.startsWith("/")) req.url = "*";
    app(req, res);
  };
}
