import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isClosing } from "../answers/close-connection.ts";

/** A request and what is to answer it. */
interface Turn {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly run: RequestListener;
}

/**
 * The requests of one connection, one after the other. Node runs all that has come in at once, and only sorts the
 * answers: a request behind a refusal that closes the connection would be run, and its answer thrown away.
 */
class Turns {
  readonly #socket: Socket;
  readonly #waiting: Turn[] = [];
  #current: Turn | undefined;
  #refusal: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  take(turn: Turn): void {
    if (this.#refusal) return;
    if (!this.#current || this.#current.res.closed) return this.#begin(turn);
    this.#waiting.push(turn);
    if (this.#waiting.length === 1) this.#afterCurrent();
  }

  /** Answers what never became a whole request, once all before it are answered. Nothing is taken after it. */
  refuse(write: () => void): void {
    if (this.#refusal || isClosing(this.#socket)) return;
    this.#refusal = write;
    if (this.#waiting.length > 0) return this.#refuseLastWaiting();
    if (!this.#current) return write();
    const { req, res } = this.#current;
    if (req.complete) return res.closed ? write() : this.#afterCurrent();
    // Its own body is what is malformed: this is its answer, unless another has begun.
    if (res.headersSent) this.#socket.destroySoon();
    else write();
  }

  #refuseLastWaiting(): void {
    if (!this.#waiting.at(-1)?.req.complete) this.#waiting.pop();
  }

  #begin(turn: Turn): void {
    // Whoever cannot be answered any more gets nothing done.
    if (!this.#socket.writable) return;
    this.#current = turn;
    if (this.#waiting.length > 0 || this.#refusal) this.#afterCurrent();
    turn.run(turn.req, turn.res);
  }

  #afterCurrent(): void {
    this.#current?.res.once("close", () => {
      const next = this.#waiting.shift();
      if (next) this.#begin(next);
      else if (this.#socket.writable) this.#refusal?.();
    });
  }
}

const turns = new WeakMap<Socket, Turns>();

function turnsOf(socket: Socket): Turns {
  const known = turns.get(socket);
  if (known) return known;
  const made = new Turns(socket);
  turns.set(socket, made);
  return made;
}

/** Runs the requests of each connection one after the other, in the order in which they came. */
export function inTurn(run: RequestListener): RequestListener {
  return (req, res) => turnsOf(req.socket).take({ req, res, run });
}

/** Refuses, in its turn, what came in on a connection and is no request that could be run. */
export function refuseInTurn(socket: Socket, write: () => void): void {
  turnsOf(socket).refuse(write);
}
