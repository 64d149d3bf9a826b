import { type AppliedMigrations, readAppliedMigrations } from "../../../store/schema/migrate.ts";
import { knownMigrations } from "../../../store/schema/migrate.ts";
import { inLook } from "../../../store/connection/transaction.ts";
import { ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";

/** Whether the database's schema is the one that this version of the program works with. */
export const migrationsCheck: ServiceCheck = {
  subject: "migrations",
  needs: ["DATABASE_URL", "KUBECENT_DATA"],
  async look(patient) {
    const database = await patient.database();
    return [judgeMigrations(await inLook(database, readAppliedMigrations), await knownMigrations())];
  },
};

const MIGRATE = "run `admin migrate` with this version, or start a server of it";

/** What was run, held against what this program knows. */
export function judgeMigrations(
  { names, strangeTables }: AppliedMigrations,
  known: readonly string[],
): Result {
  if (names === null && strangeTables.length > 0) {
    const found = `this is no database of KubeCent, and holds ${strangeTables.join(", ")}`;
    return wrong("migrations", found, "name a database of its own in DATABASE_URL");
  }
  if (names === null) return wrong("migrations", "the database is empty", MIGRATE);

  const missing = known.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    return wrong("migrations", `${missing.length} were not run, from ${missing[0] ?? ""} on`, MIGRATE);
  }
  const newer = names.filter((name) => !known.includes(name));
  if (newer.length === 0) return ok("migrations", `all ${known.length} were run`);
  const found = `${newer.length} are of a newer version, from ${newer[0] ?? ""} on`;
  return warn("migrations", found, "nothing while you go back for a while: docs/deployment.md, Rollback");
}
