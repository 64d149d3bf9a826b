import { openTestDatabase } from "../../support/test-database.ts";
import { once } from "node:events";
import { request as sendRequest, type Server } from "node:http";
import { connect } from "node:net";
import { promisify } from "node:util";
import { expect, vi } from "vitest";
import { FULL_SCOPE, type Role, type Scope } from "@kubecent/shared";
import type { AnyRouter } from "@trpc/server";
import type { Database } from "../../../server/src/store/connection/database.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { createApiTokenCallers, type StoredToken } from "../../../server/src/auth/api-token-callers.ts";
import { type Authenticator, createAuthenticator } from "../../../server/src/auth/authenticator.ts";
import type { JwtCallers } from "../../../server/src/auth/jwt/jwt-callers.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { createApp } from "../../../server/src/http/create-app.ts";
import { createHttpServer } from "../../../server/src/http/create-http-server.ts";
import type { AppDependencies, Readiness } from "../../../server/src/http/dependencies.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { createTestServices } from "../../support/test-services.ts";

interface EdgeOptions {
  readonly env?: Record<string, string>;
  readonly router?: AnyRouter;
  readonly readiness?: () => Promise<Readiness>;
  readonly draining?: () => boolean;
  readonly findToken?: (hash: string) => Promise<StoredToken | null>;
  readonly jwts?: JwtCallers;
  /** Tells callers in place of the tokens in memory. */
  readonly identify?: Authenticator["identify"];
  readonly gauges?: AppDependencies["gauges"];
  readonly costGauges?: AppDependencies["costGauges"];
  /** A database, where procedures are to answer. */
  readonly database?: Database;
  /** With a database behind them; without, there is none. */
  readonly services?: ApiServices;
  readonly dashboard?: AppDependencies["dashboard"];
  /** Of the token; viewer where nothing is said. */
  readonly role?: Role;
  /** Of the token; all there is where nothing is said. */
  readonly scope?: Scope;
}

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

/** The body of a reply, as JSON. */
export function bodyOf(reply: Reply): Record<string, unknown> {
  const body: unknown = JSON.parse(reply.text);
  if (typeof body !== "object" || body === null) throw new Error(`Not an object: ${reply.text}`);
  return { ...body };
}

/** What a refused tRPC call says: the facts in `error.data`. */
export function factsOf(reply: Reply): Record<string, unknown> {
  const { error } = bodyOf(reply);
  const facts = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  if (typeof facts !== "object" || facts === null) throw new Error(`No envelope of tRPC: ${reply.text}`);
  return { ...facts };
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  /** Without a token where it is null. */
  readonly token?: string | null;
}

/** The real app on a port of this machine, with one token in memory and no database. */
export interface Edge {
  readonly port: number;
  readonly token: string;
  /** Log lines so far. */
  readonly lines: Record<string, unknown>[];
  /** Log lines of events other than "request", as soon as the request with this id is through. */
  eventsOf(requestId: unknown): Promise<Record<string, unknown>[]>;
  ask(path: string, ask?: Ask): Promise<Reply>;
  /** Sends bytes as they are, and gives what came back until the connection was closed or stood still. */
  raw(bytes: string | Buffer, standsStillMs?: number): Promise<string>;
  /** Connections that the server holds. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

const STORED: StoredToken = {
  tokenId: 7n,
  name: "tester",
  role: "viewer",
  scope: FULL_SCOPE,
  createdAt: new Date(0),
  expiresAt: null,
  revokedAt: null,
};

/** Starts the app as the service does. */
export async function startEdge(options: EdgeOptions = {}): Promise<Edge> {
  const { token, hash } = newApiToken();
  const stored: StoredToken = {
    ...STORED,
    role: options.role ?? STORED.role,
    scope: options.scope ?? FULL_SCOPE,
  };
  const lines: Record<string, unknown>[] = [];
  const settings = readSettings({ ENVIRONMENT: "development", LOG_LEVEL: "debug", ...options.env });
  const log = createLogger(settings, { write: (line) => void lines.push(JSON.parse(line)) });
  const authenticator = createAuthenticator({
    apiTokens: createApiTokenCallers({
      now: Date.now,
      findToken: options.findToken ?? ((wanted) => Promise.resolve(wanted === hash ? stored : null)),
    }),
    jwts: options.jwts ?? null,
    onInvalid: (error) => log.warn("token.validation_failed", { error }),
  });
  const database = options.database ?? openTestDatabase("postgresql://nobody@127.0.0.1:1/none");
  const dependencies = {
    settings,
    services: options.services ?? createTestServices(database, Date.now, settings),
    authenticator: options.identify ? { identify: options.identify, known: () => undefined } : authenticator,
    gauges: options.gauges ?? [],
    ...(options.costGauges && { costGauges: options.costGauges }),
    readiness: options.readiness ?? (() => Promise.resolve({ ready: true, reasons: [] })),
    draining: options.draining ?? (() => false),
    log,
    dashboard: options.dashboard,
  };
  const server = createHttpServer(createApp(dependencies, options.router), log);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  return {
    port,
    token,
    lines,
    eventsOf: async (requestId) => {
      const mine = () => lines.filter(({ request_id: id }) => id === requestId);
      await vi.waitFor(() => expect(mine().some(({ event }) => event === "request")).toBe(true));
      return mine().filter(({ event }) => event !== "request");
    },
    ask: (path, ask = {}) => sendTo(server, path, { token, ...ask }),
    raw: (bytes, standsStillMs) => sendRaw(port, bytes, standsStillMs),
    connections: () => promisify(server.getConnections.bind(server))(),
    close: () => stopServer(server),
  };
}

export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen");
  return address.port;
}

/** Sends one request on a connection of its own. */
export function sendTo(
  server: Server,
  path: string,
  { method = "GET", headers, body, token }: Ask,
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const request = sendRequest({
    port: portOf(server),
    host: "127.0.0.1",
    path,
    method,
    agent: false,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** Ends what `raw` gives where the server kept the connection open until our patience was over. */
export const STOOD_STILL = "\n(the connection stood still)";

async function sendRaw(port: number, bytes: string | Buffer, standsStillMs = 60_000): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on("error", () => undefined);
  socket.setTimeout(standsStillMs, () => {
    text += STOOD_STILL;
    socket.destroy();
  });
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

/** Ends a server and all of its connections. */
export async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
