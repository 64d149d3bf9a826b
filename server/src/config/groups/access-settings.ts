import * as z from "zod";
import { file, flag, integer, oneOf, setting } from "../setting.ts";
import { jwtIssuers } from "../fields/jwt-issuers.ts";

const SHORTEST_SECRET_BYTES = 32;

/** Algorithms of tokens; HS256 shares a secret with the issuer. */
export const JWT_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "HS256"] as const;

/** Who may call, and the keys of what the service signs. */
export const accessSettings = {
  JWT_SECRET: setting(
    z
      .string()
      .refine(
        (secret) => Buffer.byteLength(secret) >= SHORTEST_SECRET_BYTES,
        `${SHORTEST_SECRET_BYTES} bytes or more. Make one: openssl rand -base64 48`,
      )
      .optional(),
    {
      unset: "none",
      isSecret: true,
      rule: "Shared secret of HS256 tokens, 32 bytes or more; development only, and not together with `JWT_ISSUERS`. Such tokens have the issuer `kubecent-development` and the audience `kubecent`: docs/security.md.",
    },
  ),
  JWT_ALGORITHM: setting(oneOf(JWT_ALGORITHMS).default("RS256"), {
    rule: "Algorithm of issuers that name none: `RS256`, `PS256`, `ES256`, `EdDSA`; `HS256` in development only.",
  }),
  JWT_ISSUERS: setting(jwtIssuers().optional(), {
    unset: "none",
    isSecret: true,
    rule: "Whose JSON Web Tokens are accepted, as a JSON list: `issuer`, `audience`, and one of `jwksUrl`, `keyFile`, `discovery`, `tokenReview`; every field in docs/security.md.",
  }),
  ACCESS_BINDINGS_FILE: setting(file().optional(), {
    unset: "none",
    rule: "JSON file with a list of bindings (`subjectKind`, `subject`, `role`, `scope`) beside those of `access.bindings`; read again every five seconds. Format: docs/security.md.",
  }),
  ENABLE_SIGNATURE_VERIFICATION: setting(flag().default(true), {
    rule: "Signatures are always verified. `false` is refused in production and ignored with a warning elsewhere.",
  }),
  AUDIT_KEY_FILE: setting(file().optional(), {
    unset: "made in `KUBECENT_DATA`",
    rule: "Key that signs the audit log's checkpoints: an Ed25519 private key as PEM, or 32 random bytes or more. Required in production with `KUBECENT_ROLE=api`, for replicas share it.",
  }),
  AUDIT_OLD_KEYS_FILE: setting(file().optional(), {
    unset: "none",
    rule: "Public keys (PEM, one after the other) that signed checkpoints before `AUDIT_KEY_FILE` was replaced: docs/audit.md.",
  }),
  AUDIT_RETENTION_DAYS: setting(integer(30, 36_500).default(400), {
    rule: "Days for which audit records are kept, 30 at least. Older ones are dropped whole stretches at a time, and the chain stays verifiable.",
  }),
  CURSOR_KEY_FILE: setting(file().optional(), {
    unset: "made in `KUBECENT_DATA`",
    rule: "Key that signs cursors. Required in production with `KUBECENT_ROLE=api`, for replicas share it.",
  }),
};
