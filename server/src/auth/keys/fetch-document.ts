import { readFile } from "node:fs/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { KeySourceError } from "./key-source-error.ts";

/** How a server of the operator's is reached. */
export interface Endpoint {
  readonly url: string;
  /** PEM file of the authorities that sign its certificate. */
  readonly ca?: string | undefined;
  /** File with the bearer token for it. */
  readonly tokenFile?: string | undefined;
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1_048_576;

/**
 * Fetches a text: by GET, or by POST where there is JSON to send. Files are read each time, for tokens and bundles
 * rotate. Only an answer of 200 or, to a POST, 201 counts, of a megabyte at most, whole within five seconds; a
 * redirect leads nowhere, so that the token travels to no other address.
 */
export async function fetchDocument(endpoint: Endpoint, json?: object): Promise<string> {
  const { url, ca, tokenFile } = endpoint;
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  const body = json === undefined ? undefined : JSON.stringify(json);
  const options: RequestOptions = {
    method: body === undefined ? "GET" : "POST",
    headers: {
      accept: "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
      }),
    },
    ...(ca !== undefined && { ca: await readOr(ca, "ca_unreadable") }),
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  try {
    return await readWhole(await send(url, options, body), body === undefined ? [200] : [200, 201]);
  } catch (error) {
    throw error instanceof KeySourceError ? error : new KeySourceError(codeOf(error), { cause: error });
  }
}

async function readToken(file: string): Promise<string> {
  const token = (await readOr(file, "token_unreadable")).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new KeySourceError("token_unreadable");
  return token;
}

async function readOr(file: string, code: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new KeySourceError(code, { cause });
  }
}

function send(url: string, options: RequestOptions, body: string | undefined): Promise<IncomingMessage> {
  const request = new URL(url).protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on("error", reject).end(body);
  });
}

async function readWhole(answer: IncomingMessage, accepted: readonly number[]): Promise<string> {
  const { statusCode = 0 } = answer;
  const body: AsyncIterable<Uint8Array> = answer;
  if (!accepted.includes(statusCode)) {
    answer.destroy();
    throw new KeySourceError(`status_${statusCode}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new KeySourceError("answer_too_long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unreachable";
  if (error.name === "TimeoutError" || error.name === "AbortError") return "timeout";
  return "code" in error && typeof error.code === "string" ? error.code : "unreachable";
}
