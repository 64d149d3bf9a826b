import { randomUUID } from "node:crypto";
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { ERROR_CODES, type ErrorBody, type ErrorCode } from "@kubecent/shared";
import type { Log } from "../../log/logger.ts";
import { CACHE_NOTHING, type HeaderList, headersSetBy, securityHeaders } from "../answers/answer-headers.ts";
import { JSON_TYPE } from "../answers/send-answer.ts";
import { METHODS } from "../request/methods.ts";
import { LINGER_MS } from "./close-connection.ts";

/** Why something is refused that never became a request. */
interface Unread {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: HeaderList;
}

const UNREAD: Readonly<Record<string, Unread>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "BAD_REQUEST",
    message: "The headers are too long: 16 KB are accepted, the path among them.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "REQUEST_TOO_LARGE",
    message: "The extensions of the body's chunks are too long: 16 KB are accepted.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "BAD_REQUEST",
    message: "The request did not arrive in time.",
  },
};
const NOT_HTTP: Unread = {
  status: 400,
  code: "BAD_REQUEST",
  message: "The request is not well-formed HTTP.",
};
/** The answer to CONNECT, which is no request to Node. */
export const NO_TUNNEL: Unread = {
  status: 405,
  code: "METHOD_NOT_ALLOWED",
  message: "No path takes this method.",
  headers: ["Allow", METHODS.join(", ")],
};

/** What is answered to an error of a connection; undefined where it is broken and no answer would arrive. */
export function unreadOf({ code = "" }: NodeJS.ErrnoException): Unread | undefined {
  return UNREAD[code] ?? (code.startsWith("HPE_") ? NOT_HTTP : undefined);
}

/** Writes a refusal past Node's answers, with all that every answer carries, and ends the connection. */
export type WriteRefusal = (socket: Socket, unread: Unread) => void;

/** Makes the one function that writes raw refusals. */
export function rawRefusals(log: Log): WriteRefusal {
  const refusal = refusals(log);
  return (socket, unread) => {
    const { text, headers } = refusal(unread);
    const { status } = unread;
    const all = ["Date", new Date().toUTCString(), ...headers];
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${linesOf(all)}\r\n${text}`);
    lingerOn(socket);
  };
}

const QUEUE_FULL: Unread = {
  status: 503,
  code: "OVERLOADED",
  message: "Too many requests of this connection wait already. Wait for answers before you send more.",
  headers: ["Retry-After", "1"],
};

/** Makes what refuses a request that finds the queue of its connection full. */
export function refuseOverflow(log: Log): (res: ServerResponse) => void {
  const refusal = refusals(log);
  return (res) => {
    const { text, headers } = refusal(QUEUE_FULL);
    res.writeHead(QUEUE_FULL.status, [...headers]).end(text);
  };
}

interface Refusal {
  readonly text: string;
  readonly headers: HeaderList;
}

function refusals(log: Log): (unread: Unread) => Refusal {
  const fixed = headersSetBy([securityHeaders()]).flat();
  return ({ code, message, headers = [] }) => {
    const body: ErrorBody = { error: ERROR_CODES[code].title, code, message, request_id: randomUUID() };
    log.warn("application_error", { code, message, path: null, request_id: body.request_id });
    const text = JSON.stringify(body);
    const own = ["X-Request-Id", body.request_id, "Cache-Control", CACHE_NOTHING, "Content-Type", JSON_TYPE];
    const length = ["Content-Length", String(Buffer.byteLength(text)), "Connection", "close"];
    return { text, headers: [...fixed, ...headers, ...own, ...length] };
  };
}

function linesOf(headers: HeaderList): string {
  return headers.map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join("");
}

/** Reads on for a moment: a connection that is cut with bytes unread takes its last answer along. */
function lingerOn(socket: Socket): void {
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(cut));
}
