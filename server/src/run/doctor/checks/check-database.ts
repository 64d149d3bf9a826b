import type { Database } from "../../../store/connection/database.ts";
import { askPool } from "../../../store/connection/pool.ts";
import { readServerFacts, type ServerFacts } from "../../../store/health/server-facts.ts";
import { inLook } from "../../../store/connection/transaction.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import { whyAway } from "../patient.ts";

const SLOW_MS = 20;
const ASK_TIMES = 5;
const OLDEST = 150_000;

/** The server: whether it answers, how fast, and whether it is one that will do. */
export const databaseCheck: ServiceCheck = {
  subject: "database",
  needs: ["DATABASE_URL", "KUBECENT_DATA"],
  async look(patient) {
    let database: Database;
    try {
      database = await patient.database();
    } catch (error) {
      return [noAnswer("database", whyAway(error), "start it, and check DATABASE_URL and the way to it")];
    }
    const latency = judgeLatency(await quickestMs(database));
    return [latency, ...judgeServer(await inLook(database, readServerFacts))];
  },
};

/** The best of some: others may be busy, the way is always as long. */
async function quickestMs(database: Database): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < ASK_TIMES; turn += 1) {
    const askedAt = performance.now();
    await askPool(database.primary);
    quickest = Math.min(quickest, performance.now() - askedAt);
  }
  return quickest;
}

function judgeLatency(ms: number): Result {
  const found = `answers in ${ms.toFixed(1)} ms`;
  const remedy = "bring it nearer: each answer waits for it at least twice";
  return ms > SLOW_MS ? warn("latency", found, remedy) : ok("latency", found);
}

/** What the server says of itself, held against what is needed. */
export function judgeServer(facts: ServerFacts): Result[] {
  return [judgeVersion(facts), judgeWriting(facts), judgeEncoding(facts), judgeExtensions(facts)];
}

function judgeVersion({ version, versionNumber }: ServerFacts): Result {
  const found = `PostgreSQL ${version}`;
  return versionNumber >= OLDEST
    ? ok("version", found)
    : wrong("version", found, "upgrade it to PostgreSQL 15 or later");
}

function judgeWriting({ database, isStandby, isReadOnly }: ServerFacts): Result {
  const found = `the database ${database} takes writes`;
  if (isStandby) {
    const remedy = "let DATABASE_URL lead to the primary, or promote this one";
    return wrong("writing", `${database} is on a standby, which is read-only`, remedy);
  }
  const remedy = `alter database ${database} reset default_transaction_read_only, and look at the login's settings`;
  return isReadOnly
    ? wrong("writing", `${database} is read-only by default_transaction_read_only`, remedy)
    : ok("writing", found);
}

function judgeEncoding({ encoding }: ServerFacts): Result {
  const remedy = "make a database with encoding UTF8, and carry the data over with pg_dump";
  return encoding === "UTF8" ? ok("encoding", encoding) : wrong("encoding", encoding, remedy);
}

function judgeExtensions({ extensions }: ServerFacts): Result {
  const there = extensions.length > 0 ? `; there are ${extensions.join(", ")}` : "";
  return ok("extensions", `none is needed${there}`);
}
