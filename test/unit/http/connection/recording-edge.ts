import type { AnyRouter } from "@trpc/server";
import * as z from "zod";
import type { Authenticator } from "../../../../server/src/auth/authenticator.ts";
import { procedureFor, router } from "../../../../server/src/api/trpc.ts";
import { type Edge, startEdge } from "../edge.ts";

/** An edge whose changes are written down, and whose slow question is answered when the test says so. */
export interface RecordingEdge extends Edge {
  /** Names of the things that were made. */
  readonly made: string[];
  /** How many slow questions wait. */
  readonly slow: { readonly waiting: number };
  /** Answers all slow questions that wait. */
  release(): void;
  /** A request that makes a thing, as bytes. */
  create(name: string): string;
}

const rest = (method: "GET" | "POST" | "DELETE", path: `/${string}`) => ({
  rest: { method, path, summary: "A sample" },
});

/** Starts it; its token may make things. `identify` tells callers in place of that token. */
export async function startRecordingEdge(identify?: Authenticator["identify"]): Promise<RecordingEdge> {
  const made: string[] = [];
  let waiting: (() => void)[] = [];
  const slowly = (): Promise<string> => new Promise((resolve) => waiting.push(() => resolve("slow")));
  const things: AnyRouter = router({
    things: {
      create: procedureFor("access:edit")
        .meta(rest("POST", "/things"))
        .input(z.strictObject({ name: z.string() }))
        .output(z.unknown())
        .mutation(({ input: { name } }) => made.push(name)),
      remove: procedureFor("access:edit")
        .meta(rest("DELETE", "/things/{name}"))
        .input(z.strictObject({ name: z.string() }))
        .output(z.unknown())
        .mutation(({ input: { name } }) => made.push(`removed ${name}`)),
      clear: procedureFor("access:edit")
        .meta(rest("POST", "/clear"))
        .output(z.unknown())
        .mutation(() => made.push("cleared")),
      slow: procedureFor("cost:view").meta(rest("GET", "/slow")).output(z.unknown()).query(slowly),
    },
  });
  const edge = await startEdge({
    router: things,
    role: "admin",
    ...(identify && { identify }),
    env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" },
  });
  return {
    ...edge,
    made,
    slow: {
      get waiting() {
        return waiting.length;
      },
    },
    release() {
      for (const answer of waiting) answer();
      waiting = [];
    },
    create(name) {
      const body = JSON.stringify({ name });
      const head = [
        "POST /api/v1/things HTTP/1.1",
        "Host: a",
        `Authorization: Bearer ${edge.token}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
      ];
      return `${head.join("\r\n")}\r\n\r\n${body}`;
    },
  };
}
