import type { RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isClosing } from "../answers/close-connection.ts";

/** Runs the requests of each connection one after the other, in the order in which they came. */
export interface Turns {
  readonly take: RequestListener;
  /** Answers, in its turn, what came in on a connection and is no request that could be run. Nothing is taken after it. */
  refuse(socket: Socket, write: () => void): void;
}

/**
 * Takes turns on each connection. Node runs all that has come in at once, and only sorts the answers: a request behind a
 * refusal that closes the connection would be run, and its answer thrown away. After `mostRequests` a connection is closed:
 * Node would only say so, and answer what follows with 503 and nothing else.
 */
export function createTurns(run: RequestListener, mostRequests: number): Turns {
  const known = new WeakMap<Socket, ConnectionTurns>();
  const turnsOf = (socket: Socket): ConnectionTurns => {
    let turns = known.get(socket);
    if (!turns) known.set(socket, (turns = new ConnectionTurns({ socket, run, mostRequests })));
    return turns;
  };
  return {
    take: (req, res) => turnsOf(req.socket).take(res),
    refuse: (socket, write) => turnsOf(socket).refuse(write),
  };
}

interface ConnectionParts {
  readonly socket: Socket;
  readonly run: RequestListener;
  readonly mostRequests: number;
}

class ConnectionTurns {
  readonly #socket: Socket;
  readonly #run: RequestListener;
  #requestsLeft: number;
  /** Answers whose turn it is not yet; each knows its request. */
  readonly #waiting: ServerResponse[] = [];
  #current: ServerResponse | undefined;
  #refusal: (() => void) | undefined;

  constructor({ socket, run, mostRequests }: ConnectionParts) {
    this.#socket = socket;
    this.#run = run;
    this.#requestsLeft = mostRequests;
  }

  take(res: ServerResponse): void {
    if (this.#refusal) return;
    if (!this.#current || this.#current.closed) return this.#begin(res);
    this.#waiting.push(res);
    if (this.#waiting.length === 1) this.#afterCurrent();
  }

  refuse(write: () => void): void {
    if (this.#refusal || isClosing(this.#socket)) return;
    this.#refusal = write;
    const current = this.#current;
    if (this.#waiting.length > 0) return this.#dropLastIfCut();
    if (!current) return write();
    if (current.req.complete) return current.closed ? write() : this.#afterCurrent();
    // Its own body is what is malformed: this is its answer, unless another has begun.
    if (current.headersSent) this.#socket.destroySoon();
    else write();
  }

  /** The last one's own body is what is malformed: the refusal is its answer. */
  #dropLastIfCut(): void {
    if (!this.#waiting.at(-1)?.req.complete) this.#waiting.pop();
  }

  #begin(res: ServerResponse): void {
    // Whoever cannot be answered any more gets nothing done.
    if (!this.#socket.writable) return;
    this.#current = res;
    this.#requestsLeft -= 1;
    if (this.#requestsLeft <= 0) res.shouldKeepAlive = false;
    if (this.#waiting.length > 0 || this.#refusal) this.#afterCurrent();
    this.#run(res.req, res);
  }

  #afterCurrent(): void {
    this.#current?.once("close", () => {
      const next = this.#waiting.shift();
      if (next) this.#begin(next);
      else if (this.#socket.writable) this.#refusal?.();
    });
  }
}
