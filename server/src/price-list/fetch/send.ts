import * as http from "node:http";
import * as https from "node:https";
import { pipeline, type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { PriceFetchError } from "./price-fetch-error.ts";

/** An answer of status 200 whose body is yet to be read; it is at most as long as was allowed. */
export interface PriceAnswer {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Its length as it travels; null where the server does not say. */
  readonly totalBytes: number | null;
  /** How much of that has come in so far. */
  readonly receivedBytes: () => number;
}

export interface SenderOptions {
  readonly isHttps: boolean;
  /** Variables that name a proxy: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  readonly proxyEnv: Readonly<Record<string, string | undefined>>;
  /** A server that is silent for longer has gone away. */
  readonly silentMs?: number;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

/** Asks for an address. Throws PriceFetchError at any other status than 200. */
export type Sender = (url: URL, sent: Sent) => Promise<PriceAnswer>;

const SILENT_MS = 60_000;
const MS_PER_SECOND = 1_000;

/** Asks over connections of its own, through a proxy where one is set, and follows no redirect. */
export function createSender({ isHttps, proxyEnv, silentMs = SILENT_MS }: SenderOptions): Sender {
  const agent = isHttps ? new https.Agent({ proxyEnv }) : new http.Agent({ proxyEnv });
  return async (url, { headers, signal, maxBytes }) => {
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const own = { accept: "*/*", "accept-encoding": "gzip", "user-agent": "kubecent" };
      const options = { agent, signal, timeout: silentMs, headers: { ...own, ...headers } };
      const request = (isHttps ? https : http).request(url, options, resolve);
      request.on("timeout", () => request.destroy(new Error(`silent for ${silentMs} ms`)));
      request.on("error", reject).end();
    });
    if (answer.statusCode === 200) return bodyOf(answer, maxBytes);
    answer.resume();
    throw refusal(answer);
  };
}

function bodyOf(answer: http.IncomingMessage, maxBytes: number): PriceAnswer {
  let received = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(null, chunk);
    },
  });
  // The reader of the last part hears of every fault, and ends all of them.
  const body: Readable =
    answer.headers["content-encoding"] === "gzip"
      ? pipeline(answer, counted, createGunzip(), () => undefined)
      : pipeline(answer, counted, () => undefined);
  const length = Number(answer.headers["content-length"]);
  return {
    chunks: bounded(body, maxBytes),
    totalBytes: Number.isSafeInteger(length) && length > 0 ? length : null,
    receivedBytes: () => received,
  };
}

async function* bounded(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new PriceFetchError(
        `the answer is longer than ${maxBytes} bytes, more than prices can take: is it the right address?`,
      );
    }
    yield chunk;
  }
}

function refusal({ statusCode: status = 0, headers }: http.IncomingMessage): PriceFetchError {
  if (status >= 300 && status < 400) {
    return new PriceFetchError(
      `it answered ${status}, a redirect, which is not followed: give the final address by --url`,
    );
  }
  const isTransient = status === 429 || status >= 500;
  const advice = isTransient
    ? "it may answer later"
    : status === 401 || status === 403
      ? "check the key"
      : "check --url";
  return new PriceFetchError(`it answered ${status}: ${advice}`, {
    isTransient,
    retryAfterMs: retryAfterMs(headers["retry-after"]),
  });
}

/** Seconds, or a day and time; 0 where there is none. */
function retryAfterMs(header: string | undefined): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * MS_PER_SECOND;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}
