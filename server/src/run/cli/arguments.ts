import { ScopeInputSchema } from "@kubecent/shared";
import { InvalidArgumentError } from "commander";
import { messageOf } from "../../domain/message-of.ts";
import { lifetimeMs } from "../commands/tokens.ts";

// Readers of what the operator types: each returns what it means, or says what was wanted.

/** An instant with a zone, as milliseconds of the epoch. */
export function instant(text: string): number {
  const parsed = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new InvalidArgumentError("Wanted an instant with a zone, such as 2026-11-16T00:00:00Z.");
  }
  return parsed;
}

/** A cluster's name in answers. */
export function clusterName(text: string): string {
  if (!/^[^\p{Cc}]{1,253}$/u.test(text)) throw new InvalidArgumentError("Wanted one line of text.");
  return text;
}

/** A new token's name. */
export function tokenName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/.test(text)) {
    throw new InvalidArgumentError("Wanted letters, digits, and . _ @ - after the first, 100 at most.");
  }
  return text;
}

/** Names with commas, each with at most one * at its end. */
export function patterns(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const read = ScopeInputSchema.safeParse({ clusters: names });
  if (!read.success) throw new InvalidArgumentError("Wanted names with commas, * at the end of a name only.");
  return names;
}

/** A number of the audit chain. */
export function chainNumber(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text))
    throw new InvalidArgumentError("Wanted a number of the chain, from 1 on.");
  return BigInt(text);
}

/** A length of time such as 30d, in milliseconds. */
export function lifetime(text: string): number {
  try {
    return lifetimeMs(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
