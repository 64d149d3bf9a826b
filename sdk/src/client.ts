import type { TRPCMutationProcedure, TRPCQueryProcedure } from "@trpc/server";
import type { CallOptions, KubeCentResponse } from "./options.ts";
import type { AppRouter } from "@kubecent/server/router";

/** An answer on its way; `await` it. */
export interface Call<Answer> extends Promise<Answer> {
  /** Waits for the answer together with what came with it: request id, limits, headers. */
  withResponse(): Promise<AnswerWithResponse<Answer>>;
}

/** An answer, and what came with it. */
export interface AnswerWithResponse<Answer> {
  answer: Answer;
  response: KubeCentResponse;
}

/** What a call takes: an input that may be left out wholly is optional. */
export type CallArguments<Input> = undefined extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions];

/** A question that changes nothing. */
export interface Query<Input, Answer> {
  /** Asks the question. */
  query(...args: CallArguments<Input>): Call<Answer>;
}

/** A change. */
export interface Mutation<Input, Answer> {
  /** Makes the change. */
  mutate(...args: CallArguments<Input>): Call<Answer>;
}

/** The client of a router's record: routers nest, procedures become `Query` or `Mutation`. */
export type ClientOf<Routes> = {
  [Name in keyof Routes]: Routes[Name] extends TRPCQueryProcedure<infer Definition>
    ? Query<Definition["input"], Definition["output"]>
    : Routes[Name] extends TRPCMutationProcedure<infer Definition>
      ? Mutation<Definition["input"], Definition["output"]>
      : Routes[Name] extends object
        ? ClientOf<Routes[Name]>
        : never;
};

/** Every procedure of the service, typed. */
export interface KubeCentClient extends ClientOf<AppRouter["_def"]["record"]> {}
