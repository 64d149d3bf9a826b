import { readFile } from "node:fs/promises";
import { errorMessage, type Binding, BindingCreateSchema } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import * as z from "zod";
import { type AccessLists, tokenSubject, watchAccessLists } from "../../auth/access/access-lists.ts";
import { createApiTokenCallers } from "../../auth/api-token-callers.ts";
import { type Authenticator, createAuthenticator } from "../../auth/authenticator.ts";
import { createIssuerVerifier, type IssuerVerifier } from "../../auth/jwt/issuer-verifier.ts";
import { createJwtCallers } from "../../auth/jwt/jwt-callers.ts";
import { createSecretVerifier } from "../../auth/jwt/shared-secret.ts";
import { KeySourceError } from "../../auth/keys/key-source-error.ts";
import type { RefusedKey } from "../../auth/keys/read-keys.ts";
import { createSignInCodeCallers } from "../../auth/sign-in-code-callers.ts";
import { createLastUsed } from "../../auth/last-used.ts";
import type { Settings } from "../../config/read-settings.ts";
import { SettingsError } from "../../config/settings-error.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Log } from "../../log/logger.ts";
import { readBindingsInForce } from "../../store/access/stored-bindings.ts";
import { listRevocations } from "../../store/access/stored-revocations.ts";
import { findSignInCode } from "../../store/access/stored-sign-in-codes.ts";
import { findToken, noteTokenUses } from "../../store/access/stored-tokens.ts";
import { issuerRules } from "./configured-issuers.ts";

/** Authentication, and the lists that say what a caller may see. */
export interface Access {
  readonly lists: Pick<AccessLists, "grantsOf">;
  readonly authenticator: Authenticator;
  /** Why callers cannot be authenticated yet; empty once they can. */
  readonly notReady: () => string[];
  readonly gauges: readonly Gauge[];
  stop(): Promise<void>;
}

interface AccessParts {
  readonly database: Database;
  readonly log: Log;
  readonly now: () => number;
}

/** Starts authentication: reads bindings and revocations once, and begins to load keys. */
export async function startAccess(settings: Settings, { database, log, now }: AccessParts): Promise<Access> {
  const lists = watchAccessLists({
    now,
    read: () => readLists(database, settings.ACCESS_BINDINGS_FILE),
    onFailure: (error) => log.warn("access.not_refreshed", { error: errorMessage(error) }),
  });
  const lastUsed = createLastUsed({ now, write: (uses) => noteTokenUses(database, uses) });
  const verifiers = createVerifiers(settings, { log, now });
  for (const verifier of verifiers) verifier.start();
  await lists.refresh();
  return {
    lists,
    authenticator: createAuthenticator({
      apiTokens: createApiTokenCallers({
        now,
        lists,
        findToken: (hash) => findToken(database, hash),
        onUse: (tokenId) => lastUsed.note(tokenId),
      }),
      signInCodes: createSignInCodeCallers({ now, findCode: (hash) => findSignInCode(database, hash) }),
      jwts: verifiers.length === 0 ? null : createJwtCallers({ verifiers, lists, now }),
      onInvalid: (error) => logInvalid(log, settings, error),
    }),
    notReady: () => reasonsAgainst(lists, verifiers),
    gauges: gaugesOf(lists, verifiers),
    stop: async () => {
      lists.stop();
      for (const verifier of verifiers) verifier.stop();
      await lastUsed.stop();
    },
  };
}

function createVerifiers(settings: Settings, { log, now }: Omit<AccessParts, "database">): IssuerVerifier[] {
  const onKeyFailure = (issuer: string, error: unknown): void =>
    log.warn("auth.keys_not_loaded", {
      issuer,
      error: error instanceof KeySourceError ? error.code : errorMessage(error),
      ...(error instanceof KeySourceError && error.kid !== null && { key_id: error.kid }),
    });
  const onKeysRefused = (issuer: string, refused: readonly RefusedKey[]): void => {
    for (const { kid, code } of refused) log.warn("auth.key_refused", { issuer, key_id: kid, code });
  };
  const { JWT_SECRET: secret, JWT_ISSUERS: issuers = [] } = settings;
  if (secret !== undefined) return [createSecretVerifier(secret, { now })];
  return issuers.map((issuer) =>
    createIssuerVerifier(issuerRules(issuer, settings.JWT_ALGORITHM), { now, onKeyFailure, onKeysRefused }),
  );
}

async function readLists(database: Database, accessBindingsFile: string | undefined) {
  const [revocations, bindings, inFile] = await Promise.all([
    listRevocations(database),
    readBindingsInForce(database),
    readBindingsFile(accessBindingsFile),
  ]);
  const byToken = bindings.map(({ tokenId, ...binding }) =>
    tokenId === null ? binding : { ...binding, ...tokenSubject(tokenId) },
  );
  return { revocations, bindings: [...byToken, ...inFile] };
}

/** Bindings as a file holds them now. Throws SettingsError with the file's name where it cannot be read. */
export async function readBindingsFile(file: string | undefined): Promise<Binding[]> {
  if (file === undefined) return [];
  try {
    return z.array(BindingCreateSchema).parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll("\n", " ") : errorMessage(cause);
    throw new SettingsError([`ACCESS_BINDINGS_FILE: ${file} is not a JSON list of bindings: ${why}`]);
  }
}

function logInvalid(log: Log, { ENVIRONMENT }: Settings, error: string): void {
  log.warn("token.validation_failed", { error });
  if (error === "jwt_not_configured" && ENVIRONMENT === "development") {
    log.warn("jwt_secret_not_configured", {
      message: "A JWT came, and neither JWT_SECRET nor JWT_ISSUERS is set.",
    });
  }
}

function reasonsAgainst(lists: AccessLists, verifiers: readonly IssuerVerifier[]): string[] {
  const reasons = [];
  if (verifiers.some((verifier) => verifier.keysAgeSeconds() === null)) reasons.push("auth keys not loaded");
  if (lists.ageSeconds() === null) reasons.push("access lists not loaded");
  return reasons;
}

/** Ages, -1 where there is nothing yet. No label names an issuer: everybody may read metrics. */
function gaugesOf(lists: AccessLists, verifiers: readonly IssuerVerifier[]): Gauge[] {
  const ages = () => verifiers.map((verifier) => verifier.keysAgeSeconds() ?? Infinity);
  return [
    {
      name: "kubecent_access_lists_age_seconds",
      help: "Time since revocations and bindings were read; -1 before the first time.",
      read: () => lists.ageSeconds() ?? -1,
    },
    {
      name: "kubecent_auth_keys_age_seconds",
      help: "Time since the oldest of the issuers' keys were loaded; -1 where some never were.",
      read: () => {
        const oldest = Math.max(0, ...ages());
        return oldest === Infinity ? -1 : oldest;
      },
    },
  ];
}
