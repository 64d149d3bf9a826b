import { VERSION } from "../version.ts";
import { lowerCaseNames, type Settings } from "./settings.ts";

/** A procedure with its input. */
export interface Operation {
  readonly type: "query" | "mutation";
  /** Such as "cost.namespaces". */
  readonly path: string;
  readonly input: unknown;
}

/** A call as it goes over the wire, the same on every attempt. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body: string | undefined;
}

// Node's servers answer an empty 431 when all headers together pass 16 KB, and proxies cut off earlier.
const LONGEST_URL = 2_000;

/** A query goes by GET with its input in the URL, or by POST where the URL would be too long for that. */
export function httpRequestOf({ type, path, input }: Operation, mount: string): HttpRequest {
  const body = input === undefined ? undefined : JSON.stringify(input);
  const url = mount + path;
  if (type === "mutation") return { method: "POST", url, body };

  const fullUrl = body === undefined ? url : `${url}?input=${encodeURIComponent(body)}`;
  if (fullUrl.length > LONGEST_URL) return { method: "POST", url, body };
  return { method: "GET", url: fullUrl, body: undefined };
}

/** Headers of an attempt; the caller's own win. */
export function requestHeaders(
  { method }: HttpRequest,
  settings: Settings,
  call: { token: string; idempotencyKey: string | undefined; headers: Record<string, string> | undefined },
): Record<string, string> {
  return {
    accept: "application/json",
    authorization: `Bearer ${call.token}`,
    // Browsers do not let a page set User-Agent.
    "x-kubecent-client": `kubecent-sdk/${VERSION}`,
    ...(method === "POST" && { "content-type": "application/json" }),
    ...(call.idempotencyKey !== undefined && { "idempotency-key": call.idempotencyKey }),
    ...settings.headers,
    ...lowerCaseNames(call.headers),
  };
}

/** A key that no other call has. */
export function randomKey(): string {
  // Pages that came over plain HTTP have no `randomUUID`.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
