import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { PriceFetchError } from "./price-fetch-error.ts";
import { createSender, type PriceAnswer, type Sender, type SenderOptions } from "./send.ts";

/** How a source of prices is asked. */
export interface PriceServerOptions extends Omit<SenderOptions, "isHttps"> {
  /** Its address; a path in it goes before those that are asked for. */
  readonly url: string;
  /** Plain http to other machines is meant. */
  readonly isHttpAllowed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How long to wait before the first retry; each further one waits twice as long. */
  readonly firstWaitMs?: number;
}

/** One thing that is asked for: a path with its query, what it is in plain words, and how its answer is read. */
export interface AskedPrices<Answer> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly what: string;
  readonly maxBytes: number;
  readonly read: (answer: PriceAnswer) => Promise<Answer>;
}

/** Where prices are asked for. */
export interface PriceServer {
  /** Asks, again where that may help, and reads the answer. Throws PriceFetchError, or what the operator stopped it with. */
  ask<Answer>(asked: AskedPrices<Answer>): Promise<Answer>;
}

const RETRIES = 4;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A server that wants to be left alone for longer is asked another day. */
const LONGEST_RETRY_AFTER_MS = 120_000;

/** Opens nothing yet. Throws PriceFetchError at an address that must not be asked. */
export function createPriceServer(options: PriceServerOptions): PriceServer {
  const base = baseOf(options);
  const send = createSender({ ...options, isHttps: base.protocol === "https:" });
  const { signal, firstWaitMs = FIRST_WAIT_MS } = options;
  return {
    ask: (asked) =>
      pRetry(() => attempt(asked, { base, send, ...options }), {
        retries: RETRIES,
        minTimeout: firstWaitMs,
        maxTimeout: LONGEST_WAIT_MS,
        randomize: true,
        signal,
        shouldRetry: ({ error }) =>
          error instanceof PriceFetchError &&
          error.isTransient &&
          error.retryAfterMs <= LONGEST_RETRY_AFTER_MS,
        onFailedAttempt: async ({ error, retriesLeft }) => {
          const waitMs = error instanceof PriceFetchError && retriesLeft > 0 ? error.retryAfterMs : 0;
          if (waitMs > 0 && waitMs <= LONGEST_RETRY_AFTER_MS) await sleep(waitMs, undefined, { signal });
        },
      }),
  };
}

interface Way extends PriceServerOptions {
  readonly base: URL;
  readonly send: Sender;
}

async function attempt<Answer>(
  { path, query = {}, what, maxBytes, read }: AskedPrices<Answer>,
  { base, send, headers = {}, signal }: Way,
): Promise<Answer> {
  signal.throwIfAborted();
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  try {
    return await read(await send(url, { headers, signal, maxBytes }));
  } catch (cause) {
    signal.throwIfAborted();
    throw explained(cause, `${base.origin} was asked for ${what}`);
  }
}

/** What is not explained yet is a fault of the connection, worth another try. */
function explained(cause: unknown, asked: string): PriceFetchError {
  if (cause instanceof PriceFetchError) {
    const { isTransient, retryAfterMs } = cause;
    return new PriceFetchError(`${asked}: ${cause.message}`, { isTransient, retryAfterMs, cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = "check the address, the network and HTTPS_PROXY";
  return new PriceFetchError(`${asked}: the connection failed or broke off (${reason}): ${advice}`, {
    isTransient: true,
    cause,
  });
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

function baseOf({ url: text, isHttpAllowed = false }: PriceServerOptions): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new PriceFetchError(`"${text}" is no address: it must start with https://`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new PriceFetchError("The address of prices must not hold a user and password.");
  }
  if (url.protocol === "http:" && !isHttpAllowed && !LOOPBACK.has(url.hostname)) {
    throw new PriceFetchError(
      `${url.origin} is plain http, where anybody on the way can change prices: say https, or --allow-http if that is meant`,
    );
  }
  return url;
}
