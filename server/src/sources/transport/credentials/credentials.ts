import { readFile } from "node:fs/promises";
import type { HttpQuestion } from "../http-exchange.ts";
import { SourceError } from "../../source-error.ts";

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

/** A bearer token as its file holds it now: Kubernetes replaces service account tokens within the hour. */
export function bearerTokenFile(file: string): Credentials {
  let token = "";
  return {
    headersFor: async () => {
      token = await readSecretFile(file, "bearer token");
      return { authorization: `Bearer ${token}` };
    },
    secrets: () => [token],
  };
}

/** Reads a secret that a file holds alone. Throws SourceError, which names the file and what it is for. */
export async function readSecretFile(file: string, what: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SourceError(`The ${what} file ${file} cannot be read`, { cause });
  });
  const secret = text.trim();
  if (secret === "") throw new SourceError(`The ${what} file ${file} is empty`);
  return secret;
}
