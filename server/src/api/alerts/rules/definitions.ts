import { type AlertDefinition, CostError, formatInstant, isScopeWithin, type Scope } from "@kubecent/shared";
import type pg from "pg";
import { refuseScopeBeyond } from "../../../auth/access/within.ts";
import type { GrantedCaller } from "../../../auth/caller.ts";
import {
  type DefinitionKind,
  deleteDefinition,
  listDefinitions,
  lockDefinition,
  type StoredDefinition,
  type WantedDefinition,
} from "../../../store/alerts/definitions.ts";
import { inPrimarySnapshot } from "../../../store/connection/transaction.ts";
import { type ApiServices, type Context, originOf } from "../../context.ts";
import { makerOf } from "../maker-rights.ts";

/** What rules, routes and silences have in common as answers show them. */
export function definitionRow(definition: StoredDefinition): AlertDefinition {
  const { definitionId, name, scope, revision, createdAt, createdBy, changedAt } = definition;
  return {
    id: definitionId,
    name,
    scope,
    revision,
    createdAt: formatInstant(createdAt.getTime()),
    createdBy,
    changedAt: formatInstant(changedAt.getTime()),
  };
}

/** A definition as a caller wants it: for their own part, or for one within it. */
export function wantedBy(
  caller: GrantedCaller,
  kind: DefinitionKind,
  { name, scope, ...content }: { readonly name: string; readonly scope?: Scope | undefined },
): WantedDefinition {
  const wanted = { kind, name, scope: scope ?? caller.scope, content, maker: makerOf(caller) };
  refuseScopeBeyond(caller.scope, wanted.scope);
  return wanted;
}

/** The definitions of a kind that somebody sees: those whose whole scope they may see. */
export async function seenDefinitions(
  { database }: ApiServices,
  kind: DefinitionKind,
  own: Scope,
): Promise<StoredDefinition[]> {
  const all = await inPrimarySnapshot(database, (client) => listDefinitions(client, kind));
  return all.filter(({ scope }) => isScopeWithin(scope, own));
}

/** Locks a definition that its caller sees. Throws NOT_FOUND. */
export async function lockSeen(
  client: pg.PoolClient,
  { scope }: GrantedCaller,
  { kind, id }: NamedDefinition,
): Promise<StoredDefinition> {
  const found = await lockDefinition(client, kind, id);
  if (!found || !isScopeWithin(found.scope, scope)) {
    throw new CostError("NOT_FOUND", `There is no ${kind} ${id}.`);
  }
  return found;
}

interface NamedDefinition {
  readonly kind: DefinitionKind;
  readonly id: string;
}

/** Deletes a definition that its caller sees. Throws NOT_FOUND. */
export async function deleteSeen(
  client: pg.PoolClient,
  ctx: Context & { readonly caller: GrantedCaller },
  named: NamedDefinition,
): Promise<StoredDefinition> {
  await lockSeen(client, ctx.caller, named);
  return deleteDefinition(client, named.id, originOf(ctx));
}
