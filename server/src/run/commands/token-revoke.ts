import { type Instant, RevocationCreateSchema } from "@kubecent/shared";
import type { Command } from "commander";
import { validationError } from "../../api/validation-error.ts";
import { newRevocation } from "../../auth/access/new-revocation.ts";
import { createRevocation } from "../../store/access/stored-revocations.ts";
import { type RevokedToken, revokeToken } from "../../store/access/stored-tokens.ts";
import { inChange } from "../../store/connection/in-change.ts";
import { instant } from "./command-options.ts";
import { bindingText, operatorOf } from "./token-create.ts";
import { withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

interface JwtOptions {
  readonly subject?: string;
  readonly jti?: string;
  readonly issuedBefore?: Instant;
  readonly reason?: string;
}

/** `token revoke`. */
export function addTokenRevoke(token: Command): void {
  token
    .command("revoke")
    .description(
      "revoke the API token of a name, or JWTs by subject, id or age; they are refused within seconds",
    )
    .argument("[name]", "an API token's name")
    .option("--subject <subject>", "JWTs of this caller, as system.info names them")
    .option("--jti <id>", "the JWT of this id")
    .option("--issued-before <instant>", "JWTs made before this instant", instant)
    .option("--reason <text>", "why, for those who read it later")
    .option("--keep-bindings", "leave the API token's bindings to the next one of its name")
    .action((name: string | undefined, options: JwtOptions & { keepBindings?: true }) => {
      const isJwt = (options.subject ?? options.jti ?? options.issuedBefore) !== undefined;
      if ((name !== undefined) === isJwt) {
        token.error("Name an API token, or give --subject, --jti or --issued-before; not both.");
      }
      return withDatabase((database) =>
        name === undefined
          ? revokeJwts(database, options, Date.now())
          : revokeApiToken(database, { name, keepBindings: options.keepBindings }),
      );
    });
}

/** Revokes the live token of a name, and says which bindings ended with it; it is refused within seconds. */
async function revokeApiToken(database: Database, revoked: RevokedToken): Promise<void> {
  const { bindings } = await inChange(database, (client) =>
    revokeToken(client, revoked, operatorOf(database)),
  );
  process.stdout.write(`Token ${revoked.name} is revoked.\n`);
  for (const binding of bindings) process.stdout.write(`Ended: ${bindingText(binding)}.\n`);
}

/** Revokes JSON Web Tokens by subject, id or age; every replica refuses them within 10 seconds. */
async function revokeJwts(database: Database, options: JwtOptions, now: Instant): Promise<void> {
  const { subject, jti: tokenId, issuedBefore, reason } = options;
  const read = RevocationCreateSchema.safeParse({
    subject,
    tokenId,
    reason,
    ...(issuedBefore !== undefined && { issuedBefore: new Date(issuedBefore).toISOString() }),
  });
  if (!read.success) throw validationError(read.error);
  const input = read.data;
  const { revocationId } = await inChange(database, (client) =>
    createRevocation(client, newRevocation(input, now), operatorOf(database)),
  );
  process.stdout.write(`Revocation ${revocationId} holds everywhere within 10 seconds.\n`);
}
