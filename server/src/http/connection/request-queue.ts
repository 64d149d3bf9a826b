import type { RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isClosing } from "./close-connection.ts";

/** Requests of one connection that wait for the one before them: each takes some KB of memory. */
const MOST_WAITING = 100;

/** Runs the requests of each connection one after the other, in the order in which they came. */
export interface RequestQueue {
  readonly take: RequestListener;
  /** Answers, behind all requests before it, what came in on a connection and could not be run. Nothing is taken after it. */
  refuse(socket: Socket, write: () => void): void;
}

export interface QueueRules {
  /** Requests of one connection in all. */
  readonly mostRequests: number;
  /** Answers a request that finds the queue full. The answer is made at once, and sent behind the others, as the last one. */
  readonly refuseOverflow: (res: ServerResponse) => void;
}

/**
 * Keeps a queue for each connection. Node runs all that has come in at once, and only sorts the answers: a request behind a
 * refusal that closes the connection would be run, and its answer thrown away. After `mostRequests` a connection is closed:
 * Node would only say so, and answer what follows with 503 and nothing else.
 */
export function createRequestQueue(
  run: RequestListener,
  { mostRequests, refuseOverflow }: QueueRules,
): RequestQueue {
  const queues = new WeakMap<Socket, ConnectionQueue>();
  const queueOf = (socket: Socket): ConnectionQueue => {
    let queue = queues.get(socket);
    if (!queue)
      queues.set(socket, (queue = new ConnectionQueue({ socket, run, refuseOverflow, mostRequests })));
    return queue;
  };
  return {
    take: (req, res) => queueOf(req.socket).take(res),
    refuse: (socket, write) => queueOf(socket).refuse(write),
  };
}

interface ConnectionParts extends QueueRules {
  readonly socket: Socket;
  readonly run: RequestListener;
}

class ConnectionQueue {
  readonly #socket: Socket;
  readonly #run: RequestListener;
  readonly #refuseOverflow: (res: ServerResponse) => void;
  #isFull = false;
  #requestsLeft: number;
  /** Requests that wait, by their answers; each answer knows its request. */
  readonly #waiting: ServerResponse[] = [];
  #current: ServerResponse | undefined;
  #refusal: (() => void) | undefined;

  constructor({ socket, run, refuseOverflow, mostRequests }: ConnectionParts) {
    this.#socket = socket;
    this.#run = run;
    this.#refuseOverflow = refuseOverflow;
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
    this.#refuseOverflow(res);
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
    // A request whose answer cannot be sent any more is not run.
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
