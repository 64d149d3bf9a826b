import {
  readRights,
  readRoles,
  type RightFact,
  type RoleFacts,
  SERVICE_ROLES,
} from "../../../store/health/role-facts.ts";
import { inLook } from "../../../store/connection/transaction.ts";
import { ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";

interface WantedRight extends Omit<RightFact, "isGranted"> {
  readonly isWanted: boolean;
}

/** What makes the difference: who may do what they must, and may not what would break the audit log or scopes. */
const RIGHTS: readonly WantedRight[] = [
  { role: "kubecent_app", right: "SELECT", table: "schema_migration", isWanted: true },
  { role: "kubecent_app", right: "INSERT", table: "cluster_hour", isWanted: true },
  { role: "kubecent_app", right: "SELECT", table: "audit_logs", isWanted: true },
  // A dump does not hold it where it was granted for this database alone.
  { role: "kubecent_app", right: "TEMPORARY", table: "the database", isWanted: true },
  { role: "kubecent_audit", right: "INSERT", table: "audit_logs", isWanted: true },
  { role: "kubecent_sealer", right: "INSERT", table: "audit_seal", isWanted: true },
  { role: "kubecent_scoped", right: "SELECT", table: "container_hour", isWanted: true },
  { role: "kubecent_app", right: "UPDATE", table: "audit_logs", isWanted: false },
  { role: "kubecent_app", right: "DELETE", table: "audit_logs", isWanted: false },
  { role: "kubecent_audit", right: "SELECT", table: "api_token", isWanted: false },
  { role: "kubecent_scoped", right: "SELECT", table: "api_token", isWanted: false },
];

/** The roles that the server works under: there, able to do their work, and no more. */
export const rolesCheck: ServiceCheck = {
  subject: "roles",
  needs: ["DATABASE_URL", "KUBECENT_DATA"],
  async look(patient) {
    const facts = await inLook(await patient.database(), async (client) => ({
      roles: await readRoles(client),
      rights: await readRights(client, RIGHTS),
    }));
    return [...judgeRoles(facts.roles), ...judgeRights(facts.rights)];
  },
};

/** `roles` begin with the login. */
export function judgeRoles([login, ...roles]: readonly RoleFacts[]): Result[] {
  const results: Result[] = [];
  const missing = SERVICE_ROLES.filter((name) => ![login, ...roles].some((role) => role?.name === name));
  if (missing.length > 0) {
    const remedy =
      "run `admin migrate` as a login with CREATEROLE, or make them: docs/deployment.md, Database roles";
    results.push(wrong("roles", `missing are ${missing.join(", ")}`, remedy));
  }
  for (const { name } of roles.filter(({ canBeTaken }) => !canBeTaken)) {
    results.push(
      wrong("roles", `${login?.name ?? ""} may not take ${name}`, `grant ${name} to ${login?.name ?? ""}`),
    );
  }
  for (const { name } of roles.filter(({ isAboveRules }) => isAboveRules)) {
    results.push(
      wrong("roles", `${name} is above row security`, `alter role ${name} nosuperuser nobypassrls`),
    );
  }
  if (login?.isAboveRules) {
    const remedy = "use a login that is no superuser: this one may disable the audit log's triggers unseen";
    results.push(warn("login", `${login.name} is a superuser, or bypasses row security`, remedy));
  }
  return results.length > 0
    ? results
    : [ok("roles", `${roles.length} are there, and ${login?.name ?? ""} may take them`)];
}

/** What is granted, held against what should be. Rights of roles that are missing are not among them. */
export function judgeRights(rights: readonly RightFact[]): Result[] {
  const differing = rights.filter(({ isGranted, ...right }) => isGranted !== isWanted(right));
  if (differing.length === 0) return [ok("rights", "each role may do its work, and no more")];
  return differing.map(({ role, right, table, isGranted }) =>
    isGranted
      ? wrong("rights", `${role} may ${right} ${table}`, `revoke ${right} on ${table} from ${role}`)
      : wrong(
          "rights",
          `${role} may not ${right} ${table}`,
          right === "TEMPORARY"
            ? `grant temporary on database … to ${role}`
            : "run `admin migrate`; what was revoked by hand, grant again",
        ),
  );
}

function isWanted({ role, right, table }: Omit<RightFact, "isGranted">): boolean {
  return RIGHTS.some(
    (each) => each.isWanted && each.role === role && each.right === right && each.table === table,
  );
}
