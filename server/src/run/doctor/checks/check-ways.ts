import { readServerFacts, type ServerFacts } from "../../../store/health/server-facts.ts";
import { readReplicationState } from "../../../store/connection/replica-state.ts";
import type { Database } from "../../../store/connection/database.ts";
import { inLook } from "../../../store/connection/transaction.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import { type Patient, whyAway } from "../patient.ts";

/** The other ways to the database: past a pooler, and to a standby. They must lead to the same one. */
export const waysCheck: ServiceCheck = {
  subject: "ways",
  needs: ["DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_READ_URL"],
  async look(patient) {
    const { DATABASE_DIRECT_URL: directUrl, DATABASE_READ_URL: readUrl } = patient.settings;
    if (directUrl === undefined && readUrl === undefined) {
      return [ok("ways", "questions and migrations go by DATABASE_URL as well")];
    }
    const database = await patient.database();
    return [
      ...(directUrl === undefined ? [] : [await judgeDirect(database, patient.open(directUrl))]),
      ...(readUrl === undefined ? [] : [await judgeStandby(patient, database, patient.open(readUrl))]),
    ];
  },
};

async function judgeDirect(database: Database, past: Database): Promise<Result> {
  const here = await inLook(database, readServerFacts);
  let direct: ServerFacts;
  try {
    direct = await inLook(past, readServerFacts);
  } catch (error) {
    return noAnswer("direct", whyAway(error), "check DATABASE_DIRECT_URL: migrations need it");
  }
  return here.databaseId === direct.databaseId
    ? ok("direct", "DATABASE_DIRECT_URL leads to the same database")
    : wrong(
        "direct",
        `DATABASE_DIRECT_URL leads to another database, ${direct.database}`,
        "let it and DATABASE_URL lead to the same one",
      );
}

async function judgeStandby(patient: Patient, database: Database, other: Database): Promise<Result> {
  try {
    const primary = await readReplicationState(database.primary);
    const standby = await readReplicationState(other.primary);
    if (standby.systemId !== primary.systemId) {
      const remedy = "name a streaming standby of DATABASE_URL";
      return wrong("standby", "DATABASE_READ_URL leads to another PostgreSQL", remedy);
    }
    const use = `DATABASE_READ_USE=${patient.settings.DATABASE_READ_USE}`;
    const behind = Number(primary.position - standby.position);
    return standby.isStandby
      ? ok(
          "standby",
          `DATABASE_READ_URL leads to a standby, ${behind > 0 ? behind : 0} bytes behind (${use})`,
        )
      : warn("standby", "DATABASE_READ_URL leads to a primary", "unset it, or name a standby");
  } catch (error) {
    const remedy = `check DATABASE_READ_URL; meanwhile questions go to the primary (${patient.settings.KUBECENT_ROLE})`;
    return noAnswer("standby", whyAway(error), remedy);
  }
}
