import { CostError, formatInstant, SignInAnswerSchema } from "@kubecent/shared";
import type { Caller, Identity } from "../../auth/caller.ts";
import { newApiToken } from "../../auth/api-token.ts";
import { exchangeSignInCode } from "../../store/access/stored-sign-in-codes.ts";
import { originOf } from "../context.ts";
import { publicProcedure } from "../trpc.ts";

/** The procedure `access.signIn`: it is for those who hold a code, and they hold nothing else yet. */
export const signIn = publicProcedure
  .meta({
    rest: {
      method: "POST",
      path: "/access/sign-in",
      summary: "Exchange the code of a link, sent as the token, for a token; a code works once",
    },
    audit: { action: "TOKEN_CREATED", resourceType: "TOKEN" },
  })
  .output(SignInAnswerSchema)
  .mutation(({ ctx }) => {
    const { credential } = holderOfCode(ctx.identity);
    const { token, hash } = newApiToken();
    const codeId = BigInt(credential.id ?? "");
    // The answer is made within the change: it is what is kept under the caller's key.
    return ctx.change(async (client) => {
      const made = await exchangeSignInCode(client, { codeId, tokenHash: hash }, originOf(ctx));
      const expiresAt = made.expiresAt === null ? null : formatInstant(made.expiresAt.getTime());
      return { token, name: made.name, expiresAt };
    });
  });

function holderOfCode({ caller, refusal }: Identity): Caller {
  if (!caller) throw new CostError(refusal, REFUSAL_TEXTS[refusal]);
  if (caller.credential.kind === "sign-in-code") return caller;
  throw new CostError("FORBIDDEN", "You have signed in already: only the code of a link is exchanged.");
}

const REFUSAL_TEXTS = {
  TOKEN_MISSING: "Send the code of a link: Authorization: Bearer kcs_…",
  TOKEN_INVALID: "This link has been used already, or has expired.",
} as const;
