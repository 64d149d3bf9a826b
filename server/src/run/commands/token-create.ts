import { formatInstant, type Role, ROLES, type Scope, ScopeInputSchema } from "@kubecent/shared";
import { type Command, InvalidArgumentError, Option } from "commander";
import { newApiToken } from "../../auth/api-token.ts";
import type { StoredBinding } from "../../store/access/stored-bindings.ts";
import { createToken } from "../../store/access/stored-tokens.ts";
import { inChange } from "../../store/connection/in-change.ts";
import { lengthOfTime } from "./command-options.ts";
import { withDatabase } from "./with-database.ts";
import type { AuditOrigin } from "../../store/audit-log/audit-logs.ts";
import type { Database } from "../../store/connection/database.ts";

/** Who the audit log names for what is done at the terminal of the server's own machine. */
export const operatorOf = ({ auditWriter: writer }: Database): AuditOrigin => ({
  writer,
  userId: "operator",
});

/** What something shows: everything where both are left out. */
export interface ScopeOptions {
  readonly cluster?: string[];
  readonly namespace?: string[];
}

interface TokenOptions extends ScopeOptions {
  readonly role: Role;
  readonly name: string;
  /** In milliseconds from now; it does not expire where this is left out. */
  readonly expires?: number;
}

/** `token create`. */
export function addTokenCreate(token: Command): void {
  const command = token
    .command("create")
    .description("make a token; it is printed alone on stdout, this once")
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .requiredOption("--name <name>", "what audit records call it", tokenName)
    .option("--expires <duration>", "how long it lives, such as 30d, 12h or 90m", lengthOfTime);
  addScopeOptions(command).action((options: TokenOptions) =>
    withDatabase((database) => makeToken(database, options)),
  );
}

/** Adds --cluster and --namespace; what is left out means everything. */
export function addScopeOptions(command: Command): Command {
  return command
    .option(
      "--cluster <names>",
      "clusters that it shows, with commas; team-* means all that begin so",
      patterns,
    )
    .option("--namespace <names>", "namespaces that it shows, with commas", patterns);
}

function tokenName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/.test(text)) {
    throw new InvalidArgumentError("Wanted letters, digits, and . _ @ - after the first, 100 at most.");
  }
  return text;
}

/** Names with commas, each with at most one * at its end. */
function patterns(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const read = ScopeInputSchema.safeParse({ clusters: names });
  if (!read.success) throw new InvalidArgumentError("Wanted names with commas, * at the end of a name only.");
  return names;
}

/** Makes a token and prints it, alone and this once, on stdout. */
async function makeToken(database: Database, options: TokenOptions): Promise<void> {
  const { role, name, expires } = options;
  const { token, hash } = newApiToken();
  const expiresAt = expires === undefined ? null : new Date(Date.now() + expires);
  const { bindings } = await inChange(database, (client) =>
    createToken(client, { name, role, scope: scopeOf(options), hash, expiresAt }, operatorOf(database)),
  );
  process.stderr.write(
    `Token ${name} (${role}) ${expiresAt ? `until ${formatInstant(expiresAt.getTime())}` : "without expiry"}; it is shown only now:\n`,
  );
  for (const binding of bindings)
    process.stderr.write(`It also has ${bindingText(binding)}, bound to its name before.\n`);
  process.stdout.write(`${token}\n`);
}

/** The scope of the options that `addScopeOptions` adds. */
export function scopeOf({ cluster: clusters, namespace: namespaces }: ScopeOptions): Scope {
  return ScopeInputSchema.parse({ clusters, namespaces });
}

/** A binding in a sentence. */
export function bindingText({ bindingId, role, scope }: StoredBinding): string {
  return `binding ${bindingId}, ${role} over ${JSON.stringify(scope)}`;
}
