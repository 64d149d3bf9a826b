import type { HttpQuestion } from "../http-answer.ts";

/** A request as it will be sent, but for what proves who sends it. */
export type UnsignedQuestion = Omit<HttpQuestion, "signal">;

/** What proves to a server who asks: headers that are made for each request. */
export interface Credentials {
  /** Headers to send with the request. Throws SourceError where they cannot be made. */
  headersFor(question: UnsignedQuestion, signal: AbortSignal): Promise<Record<string, string>>;
  /** Texts that must not appear in a message. */
  secrets(): readonly string[];
}

/** Asks as nobody in particular. */
export const ANONYMOUS: Credentials = {
  headersFor: () => Promise.resolve({}),
  secrets: () => [],
};
