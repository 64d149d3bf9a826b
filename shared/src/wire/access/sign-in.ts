import * as z from "zod";

/** What the code of a link was exchanged for. */
export interface SignInAnswer {
  /** An API token, told this once. */
  token: string;
  /** Its name in the list of tokens, where it can be revoked. */
  name: string;
  expiresAt: string | null;
}

export const SignInAnswerSchema: z.ZodType<SignInAnswer> = z.object({
  token: z.string(),
  name: z.string(),
  expiresAt: z.string().nullable(),
});
