import { type AnyRouter, callTRPCProcedure } from "@trpc/server";
import * as z from "zod";
import type { MadeAnswer } from "../../cache/answer-cache.ts";
import { type CachedAnswer, etagOf } from "../../cache/cached-answer.ts";
import { canonicalJson } from "../../cache/canonical-json.ts";
import type { Identity } from "../../auth/caller.ts";
import type { ApiServices, Context } from "../context.ts";
import { refusePrototypeKeys } from "../prototype-keys.ts";
import { type AccessRule, admissionOf } from "../admission.ts";
import { AskedQuestion } from "./asked-question.ts";
import { isCached } from "./cached-procedures.ts";
import { visibilityOf } from "./answer-scope.ts";

/** A query as the doors know it. */
export interface AnsweredProcedure {
  readonly name: string;
  readonly access: AccessRule | undefined;
  readonly input: z.ZodType | undefined;
  /** Its path in REST, whole: times to live are set by it. */
  readonly path: string;
}

/** An answer as JSON in UTF-8, and its tag. */
export type Answer = Pick<CachedAnswer, "body" | "etag">;

/** Answers queries through the cache, whichever door they came in by; warming asks here as well. */
export interface Answers {
  /** The question, where its answer may be kept; undefined leaves it to the procedure, with all that is wrong with it. */
  questionOf(procedure: AnsweredProcedure, input: unknown): AskedQuestion | undefined;
  /** A fresh answer at hand, for a caller who may ask. Undefined leaves it, refusals too, to `ask`. */
  peek(question: AskedQuestion, access: AccessRule | undefined, identity: Identity): CachedAnswer | undefined;
  /** Counts an answer that `peek` gave, once it is sent. */
  sent(answer: CachedAnswer): void;
  /** Answers from the cache, or by running the procedure, which then fills the cache. Throws what the procedure throws. */
  ask(question: AskedQuestion, asked: Asked): Promise<Answer>;
  /** Runs a procedure past the cache. */
  run(asked: Asked, type: "query" | "mutation", signal?: AbortSignal): Promise<Answer>;
}

/** A call: of which procedure, with what, by whom. */
export interface Asked {
  readonly procedure: AnsweredProcedure;
  readonly input: unknown;
  readonly ctx: Context;
}

const VersionedSchema = z.object({ dataVersion: z.string() });

/** Answers the queries of a router. */
export function createAnswers(router: AnyRouter, services: ApiServices): Answers {
  const { cache } = services;

  const call = ({ procedure, input, ctx }: Asked, type: "query" | "mutation", signal?: AbortSignal) =>
    callTRPCProcedure({
      router,
      path: procedure.name,
      type,
      ctx,
      getRawInput: () => Promise.resolve(input),
      signal,
      batchIndex: 0,
    });
  const run: Answers["run"] = async (asked, type, signal) =>
    uncachedAnswer(asked, await call(asked, type, signal));

  return {
    run,
    questionOf: ({ name, path, input: schema }, input) => {
      if (!cache.keeps(path) || !isCached(name)) return undefined;
      const read = readInput(schema, input);
      return read && new AskedQuestion({ name, path }, read.value);
    },
    sent: (answer) => cache.countSent(answer),
    peek: (question, access, identity) => {
      const caller = access && admissionOf(identity, access).caller;
      return caller ? cache.freshInMemory(question.at(services.now(), visibilityOf(caller))) : undefined;
    },
    ask: async (question, asked) => {
      const { procedure, ctx } = asked;
      const { access } = procedure;
      const caller = access && admissionOf(ctx.identity, access).caller;
      // Whoever may not ask is left to the procedure, which says why.
      if (!caller) return run(asked, "query");

      const now = services.now();
      // Made for the same moment as its key, also when it has to wait until after the hour has struck.
      const atOnce = { ...asked, ctx: { ...ctx, services: { ...ctx.services, now: () => now } } };
      return cache.answer(question.at(now, visibilityOf(caller)), async () =>
        madeAnswer(await call(atOnce, "query")),
      );
    },
  };
}

/** The input as its schema reads it; undefined where it refuses it, or would overlook a part of it. */
function readInput(schema: z.ZodType | undefined, input: unknown): { value: unknown } | undefined {
  if (!schema) return undefined;
  try {
    refusePrototypeKeys(input);
    return { value: schema.parse(input) };
  } catch {
    return undefined;
  }
}

function madeAnswer(answer: unknown): MadeAnswer {
  return {
    body: Buffer.from(JSON.stringify(answer)),
    dataVersion: VersionedSchema.parse(answer).dataVersion,
  };
}

function uncachedAnswer({ procedure, input, ctx }: Asked, answer: unknown): Answer {
  const body = Buffer.from(JSON.stringify(answer) ?? "null");
  return {
    body,
    etag: etagOf(
      `${procedure.name}|${canonicalJson(input)}|${JSON.stringify(ctx.identity.caller?.grants ?? [])}`,
      body,
    ),
  };
}
