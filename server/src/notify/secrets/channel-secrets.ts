import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { type ChannelTarget, ChannelTargetSchema, type Instant } from "@kubecent/shared";
import * as z from "zod";
import { openText, sealText } from "../../auth/sealed-text.ts";

/** What a channel sends with, and nobody is shown. */
export interface ChannelSecrets {
  /** Whose secrets they are: sealed along, so that a row cannot be given another's. */
  readonly channelId: string;
  readonly target: ChannelTarget;
  /** What webhooks are signed with; null for other kinds. */
  readonly signing: SigningSecrets | null;
}

export interface SigningSecrets {
  readonly current: string;
  /** The one before, which signs as well until then. */
  readonly previous: { readonly secret: string; readonly until: Instant } | null;
}

/** Seals and opens secrets of channels with the operator's key. */
export interface SecretBox {
  readonly keyId: string;
  seal(secrets: ChannelSecrets): Buffer;
  /** Throws where they were sealed with another key, or for another channel. */
  open(sealed: Buffer, channelId: string): ChannelSecrets;
}

const KEY_BYTES = 32;

const SecretsSchema: z.ZodType<ChannelSecrets> = z.object({
  channelId: z.string(),
  target: ChannelTargetSchema,
  signing: z
    .object({
      current: z.string(),
      previous: z.object({ secret: z.string(), until: z.number() }).nullable(),
    })
    .nullable(),
});

/** A box of the key in `NOTIFY_KEY_FILE`. */
export function createSecretBox(fileKey: Buffer): SecretBox {
  const key = Buffer.from(hkdfSync("sha256", fileKey, "", "kubecent notify channels", KEY_BYTES));
  return {
    keyId: createHash("sha256").update(key).digest("hex").slice(0, 16),
    seal: (secrets) => sealText(JSON.stringify(secrets), key),
    open: (sealed, channelId) => {
      const secrets = SecretsSchema.parse(JSON.parse(openText(sealed, key)));
      if (secrets.channelId !== channelId) throw new Error("These secrets belong to another channel");
      return secrets;
    },
  };
}

/** How long a replaced signing secret goes on to sign, so that receivers have time to learn the new one. */
export const OVERLAP_MS = 86_400_000;

/** The first signing secret of a webhook: the one that it was given, or a new one. Null for other kinds. */
export function firstSigning(target: ChannelTarget): SigningSecrets | null {
  if (target.kind !== "webhook") return null;
  return { current: target.secret ?? newSecret(), previous: null };
}

/** A new signing secret in the place of the current one, which signs as well for a day. */
export function rotated({ current }: SigningSecrets, now: Instant): SigningSecrets {
  return { current: newSecret(), previous: { secret: current, until: now + OVERLAP_MS } };
}

/** The secrets that sign at a time, the newest first. */
export function signingAt({ current, previous }: SigningSecrets, now: Instant): string[] {
  return previous && previous.until > now ? [current, previous.secret] : [current];
}

function newSecret(): string {
  return `whsec_${randomBytes(KEY_BYTES).toString("base64")}`;
}
