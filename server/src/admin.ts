import { ROLES, type Role } from "@kubecent/shared";
import { Command, InvalidArgumentError, Option } from "commander";
import type pg from "pg";
import { readSettings, type Settings } from "./config/read-settings.ts";
import { SettingsError } from "./config/settings-error.ts";
import { createLogger, type Log } from "./http/log/logger.ts";
import { readAuditKeys } from "./run/audit-keys.ts";
import { printAuditKey, verifyAudit } from "./run/commands/audit.ts";
import { collect } from "./run/commands/collect.ts";
import { checkPrices } from "./run/commands/prices.ts";
import { reprice } from "./run/commands/reprice.ts";
import {
  createTokenCommand,
  lifetimeMs,
  listTokensCommand,
  revokeTokenCommand,
} from "./run/commands/tokens.ts";
import { openConfiguredDatabase } from "./run/configured-database.ts";
import { configuredSource } from "./run/configured-source.ts";
import { EXIT, startFailure } from "./run/exit.ts";
import { configuredPriceBook } from "./run/price-book-file.ts";
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
      const stopping = new AbortController();
      process.once("SIGINT", () => stopping.abort());
      process.once("SIGTERM", () => stopping.abort());
      const source = configuredSource(settings, () => Date.now());
      const priceBook = await configuredPriceBook(pool, settings.PRICE_BOOK_FILE);
      const work = { pool, source, priceBook, now: Date.now(), signal: stopping.signal };
      process.exitCode = await collect({ ...work, ...options });
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
      const stopping = new AbortController();
      process.once("SIGINT", () => stopping.abort());
      process.once("SIGTERM", () => stopping.abort());
      process.exitCode = await reprice({ pool, signal: stopping.signal, ...options });
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

const token = program.command("token").description("API tokens for people and scripts");

token
  .command("create")
  .description("make a token; it is printed alone on stdout, this once")
  .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
  .requiredOption("--name <name>", "what audit records call it", tokenName)
  .option("--expires <duration>", "how long it lives, such as 30d, 12h or 90m", lifetime)
  .action((options: { role: Role; name: string; expires?: number }) =>
    withDatabase((pool) => {
      const { role, name, expires: expiresInMs = null } = options;
      return createTokenCommand(pool, { role, name, expiresInMs, now: Date.now() });
    }),
  );

token
  .command("revoke")
  .description("revoke the token of a name; it is refused within seconds")
  .argument("<name>")
  .action((name: string) => withDatabase((pool) => revokeTokenCommand(pool, name)));

token
  .command("list")
  .description("name, role, state, made and expiry of every token")
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

try {
  await program.parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = error instanceof SettingsError ? EXIT.config : code;
}
