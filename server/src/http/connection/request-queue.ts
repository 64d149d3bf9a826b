import type { RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isClosing } from "./close-connection.ts";

/** Requests of one connection that wait for their turn: each takes some KB of memory. */
const MOST_WAITING = 100;

/** Runs the requests of each connection one after the other, in the order in which they came. */
export interface Turns {
  readonly take: RequestListener;
  /** Answers, in its turn, what came in on a connection and is no request that could be run. Nothing is taken after it. */
  refuse(socket: Socket, write: () => void): void;
}

export interface TurnRules {
  /** Requests of one connection in all. */
  readonly mostRequests: number;
  /** Answers a request for which too many wait already. It is answered at once, and sent in its turn, as the last one. */
  readonly turnAway: (res: ServerResponse) => void;
}

/**
 * Takes turns on each connection. Node runs all that has come in at once, and only sorts the answers: a request behind a
 * refusal that closes the connection would be run, and its answer thrown away. After `mostRequests` a connection is closed:
 * Node would only say so, and answer what follows with 503 and nothing else.
 */
export function createWorkQueue(run: RequestListener, { mostRequests, turnAway }: TurnRules): Turns {
  const known = new WeakMap<Socket, ConnectionTurns>();
  const turnsOf = (socket: Socket): ConnectionTurns => {
    let turns = known.get(socket);
    if (!turns) known.set(socket, (turns = new ConnectionTurns({ socket, run, turnAway, mostRequests })));
    return turns;
  };
  return {
    take: (req, res) => turnsOf(req.socket).take(res),
    refuse: (socket, write) => turnsOf(socket).refuse(write),
  };
}

interface ConnectionParts extends TurnRules {
  readonly socket: Socket;
  readonly run: RequestListener;
}

class ConnectionTurns {
  readonly #socket: Socket;
  readonly #run: RequestListener;
  readonly #turnAway: (res: ServerResponse) => void;
  #isFull = false;
  #requestsLeft: number;
  /** Answers whose turn it is not yet; each knows its request. */
  readonly #waiting: ServerResponse[] = [];
  #current: ServerResponse | undefined;
  #refusal: (() => void) | undefined;

  constructor({ socket, run, turnAway, mostRequests }: ConnectionParts) {
    this.#socket = socket;
    this.#run = run;
    this.#turnAway = turnAway;
    this.#requestsLeft = mostRequests;
  }

  take(res: ServerResponse): void {
    if (this.#refusal) return;
    this.#isFull ||= this.#waiting.length >= MOST_WAITING;
    if (this.#isFull) return this.#end(res);
    if (!this.#current || this.#current.closed) return this.#begin(res);
    this.#waiting.push(res);
    if (this.#waiting.length === 1) this.#afterCurrent();
  }

  /** Node reads no more while enough answers lie ready, so those of what comes after the last one are made as well. */
  #end(res: ServerResponse): void {
    res.shouldKeepAlive = false;
    this.#turnAway(res);
  }

  refuse(write: () => void): void {
    if (this.#refusal || this.#isFull || isClosing(this.#socket)) return;
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
