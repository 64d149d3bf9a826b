import * as z from "zod";
import type { Identity } from "../auth/caller.ts";
import type { MadeAnswer } from "../cache/answer-cache.ts";
import { type CachedAnswer, etagOf } from "../cache/cached-answer.ts";
import { canonicalJson } from "../cache/canonical-json.ts";
import { admissionOf, visibilityOf } from "./admission.ts";
import { AskedQuestion } from "./asked-question.ts";
import { type Call, run } from "./call.ts";
import type { ApiServices } from "./context.ts";
import type { AccessRule, Procedure } from "./procedures.ts";

/** An answer as JSON in UTF-8, and its tag. */
export type Answer = Pick<CachedAnswer, "body" | "etag">;

/** An answer to a query; with the question where the answer is kept, so that it can be found faster the next time. */
export interface GivenAnswer {
  readonly answer: Answer;
  readonly question: AskedQuestion | undefined;
}

/** Answers queries, through the cache where their answers are kept. */
export interface Answers {
  /** Whether answers of the procedure are kept at present. */
  keeps(procedure: Procedure): boolean;
  /** Answers a query from the cache, or by running it, which then fills the cache. Throws what the procedure throws. */
  give(call: Call): Promise<GivenAnswer>;
  /** A fresh answer in memory, for a caller who may ask. Undefined leaves it, refusals too, to the usual way. */
  peek(question: AskedQuestion, access: AccessRule | undefined, identity: Identity): CachedAnswer | undefined;
  /** Counts an answer that `peek` gave, once it is sent. */
  sent(answer: CachedAnswer): void;
}

const VersionedSchema = z.object({ dataVersion: z.string() });

/** Answers queries with the cache of the services. */
export function createAnswers(services: ApiServices): Answers {
  const { cache } = services;
  const keeps: Answers["keeps"] = ({ isCached, route }) => isCached && cache.keeps(route);
  return {
    keeps,
    give: async (call) => {
      const { procedure, caller, input } = call;
      if (!caller || !keeps(procedure)) {
        return { answer: uncachedAnswer(call, await run(call)), question: undefined };
      }
      const { name, route } = procedure;
      const question = new AskedQuestion({ name, path: route }, input);
      const now = services.now();
      const answer = await cache.answer(question.at(now, visibilityOf(caller)), async () =>
        madeAnswer(await run(atMoment(call, now))),
      );
      return { answer, question };
    },
    peek: (question, access, identity) => {
      const caller = access && admissionOf(identity, access).caller;
      return caller ? cache.freshInMemory(question.at(services.now(), visibilityOf(caller))) : undefined;
    },
    sent: (answer) => cache.countSent(answer),
  };
}

/** The answer is made for the moment of its key, also when it has to wait until after the hour has struck. */
function atMoment(call: Call, moment: number): Call {
  const { ctx } = call;
  return { ...call, ctx: { ...ctx, services: { ...ctx.services, now: () => moment } } };
}

function madeAnswer(answer: unknown): MadeAnswer {
  return {
    body: Buffer.from(JSON.stringify(answer)),
    dataVersion: VersionedSchema.parse(answer).dataVersion,
  };
}

function uncachedAnswer({ procedure, sent, ctx }: Call, answer: unknown): Answer {
  const body = Buffer.from(JSON.stringify(answer) ?? "null");
  const grants = JSON.stringify(ctx.identity.caller?.grants ?? []);
  return { body, etag: etagOf(`${procedure.name}|${canonicalJson(sent)}|${grants}`, body) };
}
