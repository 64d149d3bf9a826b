import { ROLES, type Role, type Scope, ScopeInputSchema } from "@kubecent/shared";
import { Command, InvalidArgumentError, Option } from "commander";
import type pg from "pg";
import { readSettings, type Settings } from "./config/read-settings.ts";
import { createLogger, type Log } from "./http/log/logger.ts";
import { readAuditKeys } from "./run/audit-keys.ts";
import { printAuditKey, verifyAudit } from "./run/commands/audit.ts";
import { collect } from "./run/commands/collect.ts";
import { doctorOf } from "./run/commands/doctor.ts";
import { checkPrices } from "./run/commands/prices.ts";
import { rebuildRollups } from "./run/commands/rebuild-rollups.ts";
import { reprice } from "./run/commands/reprice.ts";
import {
  createTokenCommand,
  lifetimeMs,
  listTokensCommand,
  revokeJwtsCommand,
  revokeTokenCommand,
} from "./run/commands/tokens.ts";
import { verify } from "./run/commands/verify.ts";
import { configuredCluster, configuredClusters } from "./run/configured-clusters.ts";
import { outliveClosedOutput } from "./run/closed-output.ts";
import { openConfiguredDatabase } from "./run/configured-database.ts";
import { startFailure } from "./run/exit.ts";
import { VERSION } from "./run/version.ts";

const program = new Command("kubecent-admin")
  .description("The operator's commands. They join the database of a running server, or start it themselves.")
  .version(VERSION)
  .showHelpAfterError();

program
  .command("migrate")
  .description("bring the database to the newest schema")
  .action(() =>
    withDatabase(() => {
      process.stdout.write("The database is at the newest schema.\n");
    }),
  );

program
  .command("collect")
  .description("collect a stretch of a cluster's history, stored already or not, with progress")
  .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
  .requiredOption("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
  .requiredOption("--end <instant>", "instant after the last", instant)
  .action((options: { cluster: string; start: number; end: number }) =>
    withDatabase(async (pool, settings) => {
      const { cluster: name, start, end } = options;
      const cluster = await configuredCluster(settings, name);
      const work = { pool, cluster, start, end, now: Date.now(), signal: untilStopped() };
      process.exitCode = await collect(work);
    }),
  );

program
  .command("reprice")
  .description("price a stretch of history anew from its kept quantities, without asking the source")
  .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
  .requiredOption("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
  .requiredOption("--end <instant>", "instant after the last", instant)
  .requiredOption("--book <file>", "the price book, JSON or CSV")
  .action((options: { cluster: string; start: number; end: number; book: string }) =>
    withDatabase(async (pool) => {
      process.exitCode = await reprice({ pool, signal: untilStopped(), ...options });
    }),
  );

program
  .command("verify")
  .description("count what is stored anew (checksums, closure, sums) and name what differs")
  .option("--cluster <name>", "only this cluster", clusterName)
  .option("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
  .option("--end <instant>", "instant after the last", instant)
  .action((options: { cluster?: string; start?: number; end?: number }) =>
    withDatabase(async (pool) => {
      process.exitCode = await verify({ pool, print, signal: untilStopped(), ...options });
    }),
  );

program
  .command("rebuild-rollups")
  .description("make the sums of hours and days anew from their rows")
  .option("--cluster <name>", "only this cluster", clusterName)
  .option("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
  .option("--end <instant>", "instant after the last", instant)
  .action((options: { cluster?: string; start?: number; end?: number }) =>
    withDatabase(async (pool) => {
      process.exitCode = await rebuildRollups({
        pool,
        print,
        signal: untilStopped(),
        now: Date.now(),
        ...options,
      });
    }),
  );

program
  .command("prices")
  .description("price books")
  .command("check")
  .description("say what each node and disk would cost under a price book, and which rule matched")
  .argument("<file>")
  .option("--cluster <name>", "only this cluster", clusterName)
  .action((file: string, { cluster }: { cluster?: string }) =>
    withDatabase(async (pool) => {
      process.exitCode = await checkPrices({ pool, file, cluster });
    }),
  );

program
  .command("doctor")
  .description(
    "say what is missing, what that costs the numbers, and what to do; exit code 1 where they will be wrong",
  )
  .requiredOption("--source", "look at where the cluster's hours come from")
  .option("--cluster <name>", "the cluster's name in answers", clusterName)
  .action(async ({ cluster }: { cluster?: string }) => {
    const settings = readSettings(process.env);
    const clusters =
      cluster === undefined
        ? await configuredClusters(settings)
        : [await configuredCluster(settings, cluster)];
    process.exitCode = await doctorOf(clusters, {
      now: Date.now,
      signal: untilStopped(),
      print,
    });
  });

const token = program.command("token").description("API tokens for people and scripts");

token
  .command("create")
  .description("make a token; it is printed alone on stdout, this once")
  .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
  .requiredOption("--name <name>", "what audit records call it", tokenName)
  .option("--expires <duration>", "how long it lives, such as 30d, 12h or 90m", lifetime)
  .option(
    "--cluster <names>",
    "clusters that it shows, with commas; team-* means all that begin so",
    patterns,
  )
  .option("--namespace <names>", "namespaces that it shows, with commas", patterns)
  .action((options: TokenOptions) =>
    withDatabase((pool) => {
      const { role, name, expires: expiresInMs = null } = options;
      return createTokenCommand(pool, { role, name, scope: scopeOf(options), expiresInMs, now: Date.now() });
    }),
  );

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
  .action((name: string | undefined, options: JwtOptions) => {
    const isJwt = (options.subject ?? options.jti ?? options.issuedBefore) !== undefined;
    if ((name !== undefined) === isJwt) {
      token.error("Name an API token, or give --subject, --jti or --issued-before; not both.");
    }
    return withDatabase((pool) =>
      name === undefined ? revokeJwtsCommand(pool, options, Date.now()) : revokeTokenCommand(pool, name),
    );
  });

token
  .command("list")
  .description("name, role, state, made, expiry and last use of every token")
  .action(() => withDatabase((pool) => listTokensCommand(pool, Date.now())));

const audit = program.command("audit").description("the sealed record of who did what");

audit
  .command("verify")
  .description("compute the sealed chain anew; exit 1 with the first number that is not as it was sealed")
  .option("--checkpoint <file>", "checkpoints that were kept elsewhere, such as the server's output")
  .option("--from <number>", "start at the last checkpoint before this number", chainNumber)
  .action((options: { checkpoint?: string; from?: bigint }) =>
    withDatabase(async (pool, settings) => {
      const { trusted: keys } = await readAuditKeys(settings);
      const { checkpoint: checkpointFile, from: fromSeq } = options;
      process.exitCode = await verifyAudit({ pool, keys, checkpointFile, fromSeq });
    }),
  );

audit
  .command("key")
  .description("print the public key of the log's checkpoints, alone on stdout")
  .action(async () => printAuditKey((await readAuditKeys(readSettings(process.env))).own));

/** Aborted once somebody stops the command. */
function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  return stopping.signal;
}

interface TokenOptions {
  readonly role: Role;
  readonly name: string;
  readonly expires?: number;
  readonly cluster?: string[];
  readonly namespace?: string[];
}

interface JwtOptions {
  readonly subject?: string;
  readonly jti?: string;
  readonly issuedBefore?: number;
  readonly reason?: string;
}

function scopeOf({ cluster: clusters, namespace: namespaces }: TokenOptions): Scope {
  return ScopeInputSchema.parse({ clusters, namespaces });
}

function patterns(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const read = ScopeInputSchema.safeParse({ clusters: names });
  if (!read.success) throw new InvalidArgumentError("Wanted names with commas, * at the end of a name only.");
  return names;
}

/** Opens the database for one command, and closes it again whatever comes of it. */
async function withDatabase(
  work: (pool: pg.Pool, settings: Settings) => Promise<void> | void,
): Promise<void> {
  const settings = readSettings(process.env);
  const database = await openConfiguredDatabase(settings, quietLog(settings));
  try {
    await work(database.pool, settings);
  } finally {
    await database.close();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Standard output belongs to the command's own result, so only what goes wrong is logged. */
function quietLog(settings: Settings): Log {
  const isQuieter = settings.LOG_LEVEL === "error" || settings.LOG_LEVEL === "fatal";
  const level = isQuieter ? settings.LOG_LEVEL : "warn";
  return createLogger({ LOG_LEVEL: level }, process.stderr);
}

function instant(text: string): number {
  const parsed = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new InvalidArgumentError("Wanted an instant with a zone, such as 2026-11-16T00:00:00Z.");
  }
  return parsed;
}

function clusterName(text: string): string {
  if (!/^[^\p{Cc}]{1,253}$/u.test(text)) throw new InvalidArgumentError("Wanted one line of text.");
  return text;
}

function tokenName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/.test(text)) {
    throw new InvalidArgumentError("Wanted letters, digits, and . _ @ - after the first, 100 at most.");
  }
  return text;
}

function chainNumber(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text))
    throw new InvalidArgumentError("Wanted a number of the chain, from 1 on.");
  return BigInt(text);
}

function lifetime(text: string): number {
  try {
    return lifetimeMs(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

outliveClosedOutput();

try {
  await program.parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
