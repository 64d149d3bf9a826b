import type { Settings } from "../../../config/read-settings.ts";
import { type RunningParts, readRunningParts } from "../../../store/health/server-facts.ts";
import { type ConnectionFacts, readServerFacts } from "../../../store/health/server-facts.ts";
import { inLook, inMoment } from "../../../store/connection/transaction.ts";
import { ok, type Result, type ServiceCheck, warn } from "../service-check.ts";
import { VERSION } from "../../start/version.ts";

/** Which replicas run, and whether the database has connections for all of them. */
export const replicasCheck: ServiceCheck = {
  subject: "replicas",
  needs: ["DATABASE_URL", "KUBECENT_DATA", "DB_POOL_MAX"],
  async look(patient) {
    const database = await patient.database();
    const parts = await inMoment(database, readRunningParts);
    const { connections } = await inLook(database, readServerFacts);
    return [
      judgeAlive(parts, patient.settings),
      judgeLease(parts),
      judgeVersions(parts.versions),
      judgeConnections(connections, parts.replicas, patient.settings),
    ];
  },
};

function judgeAlive({ replicas }: RunningParts, { DATABASE_URL }: Pick<Settings, "DATABASE_URL">): Result {
  if (DATABASE_URL === undefined) return ok("alive", "one process with a database of its own is not counted");
  const remedy = "start one; `replica` in the database is written every two seconds";
  return replicas > 0
    ? ok("alive", `${replicas} were seen within the last 30 s`)
    : warn("alive", "none was seen within the last 30 s", remedy);
}

/** Sealing is told of by the audit check. */
function judgeLease({ leases }: RunningParts): Result {
  const holder = leases.find(({ name }) => name === "collector")?.holder;
  const remedy =
    "start one with KUBECENT_ROLE=collector or all; after a crash the lease passes on within half a minute";
  return holder === undefined
    ? warn("collector", "nobody collects: the lease is free", remedy)
    : ok("collector", `${holder} holds the lease`);
}

/** Which versions wrote audit records lately: two of them during an upgrade, and not for long. */
export function judgeVersions(versions: readonly string[]): Result {
  const known = versions.filter((version) => version !== "");
  if (known.length === 0)
    return ok("versions", `none wrote an audit record within a day; this one is ${VERSION}`);
  const found = `${known.join(", ")} wrote audit records within a day; this one is ${VERSION}`;
  const isOne = known.every((version) => version === VERSION);
  return isOne
    ? ok("versions", found)
    : warn("versions", found, "end the upgrade: run one version everywhere");
}

/** One more replica than there are while they roll, a collector, and two commands. */
export function judgeConnections(
  { most, used }: ConnectionFacts,
  replicas: number,
  { DB_POOL_MAX }: Pick<Settings, "DB_POOL_MAX">,
): Result {
  const needed = (Math.max(1, replicas) + 2) * DB_POOL_MAX + 4;
  const found = `${used} of ${most} connections are used; ${needed} may be wanted`;
  const remedy = "raise max_connections, lower DB_POOL_MAX, or use a pooler: docs/scale.md, Connections";
  return needed > most ? warn("connections", found, remedy) : ok("connections", found);
}
