import { decodeJwt, decodeProtectedHeader } from "jose";
import * as z from "zod";
import { InvalidToken } from "./invalid-token.ts";

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

const HeaderSchema = z.object({
  alg: z.string(),
  kid: z
    .string()
    .max(256)
    .regex(/^\P{Cc}+$/u)
    .optional(),
  // RFC 7797 forbids it in a JWT. Where `crit` does not name it, jose would not look at it.
  b64: z.literal(true).optional(),
});
const IssuerSchema = z.object({ iss: z.string().min(1) });

/** What a token says of itself, before anything of it has been checked. */
export interface UncheckedToken {
  readonly algorithm: string;
  readonly kid: string | undefined;
  readonly issuer: string;
}

/** Whether a text has the form of a signed token: three parts. */
export function isCompactJwt(text: string): boolean {
  return COMPACT.test(text);
}

/** Reads what is needed to choose the key. Throws InvalidToken where that cannot be read. */
export function readUnchecked(token: string): UncheckedToken {
  const header = HeaderSchema.safeParse(decoded(() => decodeProtectedHeader(token)));
  if (!header.success) throw new InvalidToken("header_malformed", { cause: header.error });
  const claims = IssuerSchema.safeParse(decoded(() => decodeJwt(token)));
  if (!claims.success) throw new InvalidToken("claim_iss", { cause: claims.error });
  return { algorithm: header.data.alg, kid: header.data.kid, issuer: claims.data.iss };
}

function decoded(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (cause) {
    throw new InvalidToken("malformed", { cause });
  }
}
