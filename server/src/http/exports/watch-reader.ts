import type { ServerResponse } from "node:http";
import { kernelQueueBytes } from "./kernel-queue.ts";

/** How often a reader is looked at, in parts of the time in hand that one begins with. */
const LOOKS = 12;

/**
 * Watches how fast an answer is taken; resets the connection and aborts its signal when the reader is too slow or the whole
 * takes too long. What counts is what has left this machine, not whether our buffers have room: with a slow reader
 * they have none for minutes. A reader for whom nothing is ready is not slow.
 */
export function watchReader(
  res: ServerResponse,
  patience: FilePatience,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const slow = new AbortController();
  const accepted = res.req.socket.bytesWritten;
  const pace = new Pace(patience, { at: performance.now(), accepted, isWaited: true });
  let isOver = false;
  const abort = (): void => {
    if (isOver) return;
    resetConnection(res);
    slow.abort();
  };
  const look = async (): Promise<void> => {
    const isWaited = res.writableLength > 0;
    const taken = isWaited ? await acceptedBytes(res) : 0;
    if (pace.isTooSlow({ at: performance.now(), accepted: taken, isWaited })) abort();
  };
  const whole = setTimeout(abort, patience.wholeMs);
  const looking = setInterval(() => void look(), patience.firstMs / LOOKS);
  const stop = (): void => {
    isOver = true;
    clearTimeout(whole);
    clearInterval(looking);
  };
  return { signal: slow.signal, stop };
}

/** What was handed over before the kernel is asked: rather too little than too much. */
async function acceptedBytes({ req: { socket } }: ServerResponse): Promise<number> {
  const handed = socket.bytesWritten - socket.writableLength;
  return handed - (await kernelQueueBytes(socket));
}

/** What is seen of a reader at a moment. */
export interface Look {
  readonly at: number;
  /** Bytes taken since the connection began. */
  readonly accepted: number;
  /** Whether anything is ready that the reader has not taken. */
  readonly isWaited: boolean;
}

/**
 * Whether a reader keeps up the least pace. Time that passes is taken from the time in hand, bytes add to it: they may come
 * in lumps, since the reader's own machine holds some megabytes that its program has not read.
 */
export class Pace {
  readonly #patience: FilePatience;
  #inHandMs: number;
  #before: Look;

  constructor(patience: FilePatience, first: Look) {
    this.#patience = patience;
    this.#inHandMs = patience.firstMs;
    this.#before = first;
  }

  isTooSlow({ at, accepted, isWaited }: Look): boolean {
    const before = this.#before;
    // What is on its way into the kernel is counted on neither side for a moment: it never goes back.
    const now = { at, isWaited, accepted: Math.max(accepted, before.accepted) };
    const gainedMs = ((now.accepted - before.accepted) / this.#patience.leastBytesPerSecond) * 1_000;
    const spentMs = before.isWaited && isWaited ? at - before.at : 0;
    this.#before = now;
    this.#inHandMs = Math.min(this.#inHandMs + gainedMs - spentMs, this.#patience.mostMs);
    return this.#inHandMs < 0;
  }
}

/**
 * Ends an answer half-way so that nobody takes it for a whole one. Over HTTP/1.0, which some proxies speak to us, an answer
 * ends where its connection does: only a reset tells that something is missing.
 */
export function resetConnection({ req: { socket } }: ServerResponse): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** How long a file may take; who does not read on keeps a connection to the database busy. */
export interface FilePatience {
  /** A reader who takes less than this is cut off once the time in hand is used up. */
  readonly leastBytesPerSecond: number;
  /** The time in hand that a reader begins with. */
  readonly firstMs: number;
  /** The most that can be gained by taking more than the least, and so how long a reader may take nothing. */
  readonly mostMs: number;
  /** How long the whole file may take. */
  readonly wholeMs: number;
}

/** 4 KiB a second, counted so that a minute to five may pass without a byte; half an hour for the file. */
export const FILE_PATIENCE: FilePatience = {
  leastBytesPerSecond: 4_096,
  firstMs: 60_000,
  mostMs: 300_000,
  wholeMs: 1_800_000,
};
