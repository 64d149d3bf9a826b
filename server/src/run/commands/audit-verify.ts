import { open } from "node:fs/promises";
import { type AuditVerifyAnswer, CostError } from "@kubecent/shared";
import { type Command, InvalidArgumentError } from "commander";
import { checkpointsIn } from "../../audit/kept-checkpoints.ts";
import type { TrustedKeys } from "../../audit/signing-key.ts";
import { verifyChain } from "../../audit/verify-chain.ts";
import { readChainEnd } from "../../store/audit-log/audit-chain.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { readAuditKeys } from "../parts/audit-keys.ts";
import { checkpointFile as rememberedFile, readKeptCheckpoint } from "../parts/audit-memory.ts";
import { sealingTrouble } from "../../audit/sealing-trouble.ts";
import { withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

interface VerifyOptions {
  /** A file with checkpoints: kept output of the server, or the statements alone. */
  readonly checkpoint?: string;
  readonly from?: bigint;
}

/** `audit verify`. */
export function addAuditVerify(audit: Command): void {
  audit
    .command("verify")
    .description("compute the sealed chain anew; exit 1 with the first number that is not as it was sealed")
    .option("--checkpoint <file>", "checkpoints that were kept elsewhere, such as the server's output")
    .option("--from <number>", "start at the last checkpoint before this number", chainNumber)
    .action((options: VerifyOptions) =>
      withDatabase(async (database, settings) => {
        const { trusted: keys } = await readAuditKeys(settings);
        const remembered = await readKeptCheckpoint(rememberedFile(settings));
        process.exitCode = await verifyAudit(options, { database, keys, remembered });
      }),
    );
}

function chainNumber(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text))
    throw new InvalidArgumentError("Wanted a number of the chain, from 1 on.");
  return BigInt(text);
}

interface AuditLog {
  readonly database: Database;
  readonly keys: TrustedKeys;
  /** The checkpoint that a server has kept in this data folder; null where there is none. */
  readonly remembered: string | null;
}

/** Verifies the audit log, with progress on stderr. Returns the exit code: 1 with the first bad number. */
async function verifyAudit(
  { checkpoint: checkpointFile, from: fromSeq }: VerifyOptions,
  { database, keys, remembered }: AuditLog,
): Promise<number> {
  const end = (await inSnapshot(database, EVERYTHING, readChainEnd))?.chainSeq ?? 0n;
  const view = createProgressView("audit", process.stderr, { unit: "records", purpose: "to verify" });
  const kept = checkpointFile === undefined ? undefined : readCheckpointFile(checkpointFile);
  view.start(Number(end));
  let answer: AuditVerifyAnswer;
  try {
    const onProgress = (verified: number): void => view.update(verified, Number(end));
    answer = await verifyChain(database, {
      keys,
      fromSeq,
      onProgress,
      kept: allOf(remembered, kept?.statements()),
    });
  } finally {
    view.stop();
  }
  if (answer.fault) {
    process.stdout.write(
      `BROKEN at ${answer.fault.chainSeq} (${answer.fault.kind}): ${answer.fault.message}\n`,
    );
    return 1;
  }
  process.stdout.write(summaryOf(answer, kept?.count() ?? null) + (await sealingTrouble(database, keys)));
  return 0;
}

async function* allOf(
  remembered: string | null,
  kept: AsyncIterable<string> | undefined,
): AsyncIterable<string> {
  if (remembered !== null) yield remembered;
  if (kept) yield* kept;
}

function summaryOf(answer: AuditVerifyAnswer, kept: number | null): string {
  const { verifiedRecords, firstSeq, lastSeq, verifiedCheckpoints, unsealedRecords, droppedRecords } = answer;
  const stretch = firstSeq === null ? "nothing is sealed yet" : `${firstSeq} to ${lastSeq}`;
  const facts = [
    `The audit log is sound: ${verifiedRecords} records (${stretch}), ${verifiedCheckpoints} checkpoints.`,
    ...(kept === null ? [] : [`It agrees with ${kept} checkpoints of yours.`]),
    ...(unsealedRecords === 0 ? [] : [`${unsealedRecords} records wait to be sealed.`]),
    ...(droppedRecords === 0 ? [] : [`${droppedRecords} older ones were dropped by retention, as signed.`]),
  ];
  return `${facts.join("\n")}\n`;
}

/** Reads a file line by line, however long it is. Throws where it cannot be read, or holds no checkpoint. */
function readCheckpointFile(file: string): { statements(): AsyncIterable<string>; count(): number } {
  let count = 0;
  return {
    async *statements() {
      for await (const line of linesOf(file)) {
        const found = checkpointsIn(line);
        count += found.length;
        yield* found;
      }
      if (count === 0) {
        throw new CostError(
          "VALIDATION_FAILED",
          `${file} holds no checkpoint. Give the server's kept output (lines with audit.checkpoint), or what audit.checkpoint answers.`,
        );
      }
    },
    count: () => count,
  };
}

async function* linesOf(file: string): AsyncIterable<string> {
  try {
    const handle = await open(file);
    yield* handle.readLines();
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new CostError("VALIDATION_FAILED", `${file} cannot be read (${why}).`, { cause });
  }
}
