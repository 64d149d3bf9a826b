import type pg from "pg";
import { muteRule, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import type { ApiServices } from "../../context.ts";
import { mayStillSee } from "../maker-rights.ts";

/**
 * Whether a rule's news is sent: not where its maker may not see all of it any more, as with budgets. It goes on being looked at, and
 * the audit log says since when it is not told.
 */
export async function isToldStill(
  client: pg.PoolClient,
  services: ApiServices,
  rule: StoredDefinition,
): Promise<boolean> {
  const origin = { writer: services.database.auditWriter, userId: "system:alerts" };
  const isSeen = await mayStillSee(client, rule, services.makers);
  const isMuted = rule.mutedAt !== null;
  if (isSeen === isMuted) await muteRule(client, rule, { isMuted: !isSeen, origin });
  return isSeen;
}
