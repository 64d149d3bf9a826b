import type pg from "pg";
import { readServerFacts, type ServerFacts } from "../../../store/health/server-facts.ts";
import { readReplicationState } from "../../../store/connection/replica-state.ts";
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
    const pool = await patient.database();
    return [
      ...(directUrl === undefined ? [] : [await judgeDirect(pool, patient.pool(directUrl))]),
      ...(readUrl === undefined ? [] : [await judgeStandby(patient, pool, patient.pool(readUrl))]),
    ];
  },
};

async function judgeDirect(pool: pg.Pool, directPool: pg.Pool): Promise<Result> {
  const here = await inLook(pool, readServerFacts);
  let direct: ServerFacts;
  try {
    direct = await inLook(directPool, readServerFacts);
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

async function judgeStandby(patient: Patient, pool: pg.Pool, standbyPool: pg.Pool): Promise<Result> {
  try {
    const primary = await readReplicationState(pool);
    const standby = await readReplicationState(standbyPool);
    if (standby.systemId !== primary.systemId) {
      const remedy = "name a streaming standby of DATABASE_URL";
      return wrong("standby", "DATABASE_READ_URL leads to another PostgreSQL", remedy);
    }
    const behind = Number(primary.position - standby.position);
    return standby.isStandby
      ? ok("standby", `DATABASE_READ_URL leads to a standby, ${behind > 0 ? behind : 0} bytes behind`)
      : warn("standby", "DATABASE_READ_URL leads to a primary", "unset it, or name a standby");
  } catch (error) {
    const remedy = `check DATABASE_READ_URL; meanwhile questions go to the primary (${patient.settings.KUBECENT_ROLE})`;
    return noAnswer("standby", whyAway(error), remedy);
  }
}
