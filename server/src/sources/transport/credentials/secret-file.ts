import { readFile } from "node:fs/promises";
import { SourceError } from "../../source-error.ts";
import type { Credentials } from "./source-credentials.ts";

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
