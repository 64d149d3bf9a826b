import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { type ClientRequest, request as requestHttp } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { Post } from "../channels/news.ts";
import type { AddressRule, Place } from "./address-rules.ts";
import { failed, type Outcome, outcomeOfStatus } from "./outcome.ts";

/** Finds all addresses of a name, as `dns.lookup` does. */
export type Resolve = (
  name: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface PostOptions {
  readonly rule: AddressRule;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  /** Authorities beside the usual ones, for receivers inside. */
  readonly ca?: string | undefined;
}

const TIMEOUT_MS = 15_000;
const NOT_ALLOWED = "address_not_allowed";

class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError";
}

/**
 * Posts to an address that a user has named. The address that is connected to is the one that was judged, redirects lead
 * nowhere, proxies of the environment are not heeded, and of the answer nothing but its status is read.
 */
export async function guardedPost({ url, headers, body }: Post, options: PostOptions): Promise<Outcome> {
  const place = placeOf(url);
  const { host, isTls } = place;
  // Node never looks up a literal, so a rule within the look-up would not be asked.
  if (isIP(host) !== 0 && !options.rule(host, place)) return failed(NOT_ALLOWED, { next: "few" });

  const sent: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-length": Buffer.byteLength(body), "user-agent": "KubeCent" },
    agent: false,
    lookup: judgedLookup(place, options),
    signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    ...(options.ca !== undefined && { ca: options.ca }),
  };
  try {
    return await answered((isTls ? requestHttps : requestHttp)(url, sent), body);
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Where a URL leads. Its host is as `new URL` has folded it: `127.1` and `0x7f.1` are 127.0.0.1 by then. */
export function placeOf(url: string): Place {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol !== "http:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isTls ? 443 : 80) : Number(port),
    isTls,
  };
}

function answered(request: ClientRequest, body: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    request
      .on("error", reject)
      .on("response", (answer) => {
        const { statusCode = 0, headers } = answer;
        answer.destroy();
        resolve(outcomeOfStatus(statusCode, headers["retry-after"]));
      })
      .end(body);
  });
}

/** Looks a name up, and lets nothing through where any of its addresses is refused. */
function judgedLookup(place: Place, { rule, resolve = resolveBySystem }: PostOptions) {
  return (
    name: string,
    { all = false }: LookupOptions,
    done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    resolve(name, (error, addresses) => {
      const [first] = addresses;
      const isGood = !error && first && addresses.every(({ address }) => rule(address, place));
      // A name that leads nowhere is answered like one that leads inside: which names there are inside is told to nobody.
      if (!isGood) return done(new AddressRefusedError(NOT_ALLOWED), []);
      if (all) return done(null, [...addresses]);
      done(null, first.address, first.family);
    });
  };
}

const resolveBySystem: Resolve = (name, done) =>
  systemLookup(name, { all: true, verbatim: true }, (error, addresses) => done(error, addresses ?? []));

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof AddressRefusedError) return failed(NOT_ALLOWED);
  if (!(error instanceof Error)) return failed("connection_failed");
  if (error.name === "TimeoutError" || error.name === "AbortError") return failed("timeout");
  const code = "code" in error ? String(error.code) : "";
  return failed(/CERT|TLS|SSL|SELF_SIGNED/.test(code) ? "tls_failed" : "connection_failed");
}
