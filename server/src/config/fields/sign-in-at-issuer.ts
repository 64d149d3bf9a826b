import * as z from "zod";

/** How people sign in to the dashboard at an issuer. */
export interface SignInAtIssuer {
  readonly clientId: string;
  readonly name?: string | undefined;
  readonly scopes: string;
  readonly token: "access_token" | "id_token";
  readonly parameters: Readonly<Record<string, string>>;
  readonly origins: readonly string[];
}

const SCOPES = /^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

/** `signIn` of an entry of JWT_ISSUERS, as it is written. */
export const SignInSchema = z.strictObject({
  clientId: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[\x21-\x7e]+$/, "wanted text without spaces"),
  name: z.string().min(1).max(60).optional(),
  scopes: z
    .string()
    .max(500)
    .regex(SCOPES, "wanted openid, and other scopes behind it with a space before each")
    .default("openid"),
  token: z.enum(["access_token", "id_token"]).default("access_token"),
  parameters: z.record(z.string().regex(/^[a-z_]{1,50}$/), z.string().max(500)).default({}),
  origins: z
    .array(z.string().regex(ORIGIN, "wanted scheme and host, such as https://token.example.com"))
    .max(10)
    .default([]),
});

/** What the dashboard says itself when it sends people to an issuer, and in exchange for a code. */
const OWN_PARAMETERS = new Set([
  "client_id",
  "client_secret",
  "code",
  "code_challenge",
  "code_challenge_method",
  "grant_type",
  "nonce",
  "prompt",
  "redirect_uri",
  "refresh_token",
  "response_mode",
  "response_type",
  "scope",
  "state",
]);

interface SignInEntry {
  readonly issuer: string;
  readonly kind: "oidc" | "kubernetes";
  readonly signIn?: SignInAtIssuer | undefined;
}

/** What is wrong with an entry's `signIn`, which is well formed. */
export function signInFaults({ issuer, kind, signIn }: SignInEntry): string[] {
  if (!signIn) return [];
  const own = Object.keys(signIn.parameters).filter((name) => OWN_PARAMETERS.has(name));
  return [
    ...(kind === "kubernetes" || !/^https?:\/\/[^?#@]+$/.test(issuer)
      ? ["no signIn where the issuer is a cluster, or no address: people cannot be sent there"]
      : []),
    ...(own.length > 0 ? [`no ${own.join(", ")} in signIn.parameters: the dashboard sends that itself`] : []),
  ];
}
