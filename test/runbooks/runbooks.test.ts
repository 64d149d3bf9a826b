import { execFileSync } from "node:child_process";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { type OnCall, startOnCall } from "./support/on-call.ts";
import { readBlocks, runnablePages, shownPattern } from "./support/read-page.ts";

/** Why the commands cannot be run here; null where they can. */
function missingTool(): string | null {
  for (const tool of ["bash", "curl", "psql", "openssl"]) {
    try {
      execFileSync(tool, ["--version"], { stdio: "ignore" });
    } catch {
      if (tool === "openssl" && isThere("openssl", "version")) continue;
      return `no ${tool} on the PATH`;
    }
  }
  return null;
}

function isThere(tool: string, argument: string): boolean {
  try {
    execFileSync(tool, [argument], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const missing = missingTool();
if (missing !== null) process.stderr.write(`Commands of runbooks not run: ${missing}\n`);

const CUT_CHAIN = [
  "alter table audit_checkpoint disable trigger user",
  "delete from audit_checkpoint",
  "alter table audit_checkpoint enable trigger user",
];

function seenOfNewest(seconds: number): string {
  return `update cluster_hour set seen_seconds = ${seconds} where hour = (select max(hour) from cluster_hour)`;
}

/** What has to be as it was for other pages: an hour with less coverage than its rows is no sound one. */
const AFTERWARDS: Readonly<Record<string, (onCall: OnCall) => Promise<void>>> = {
  "coverage-low.md": ({ asOwner }) => asOwner(seenOfNewest(3_600)),
};

/** What is done beforehand, so that a page finds the state that it is for; others find it in the server's settings. */
const STATES: Readonly<Record<string, (onCall: OnCall) => Promise<void>>> = {
  "audit-chain-refused.md": async ({ server, asOwner }) => {
    await asOwner(...CUT_CHAIN);
    await until("it is refused", async () => server.output().includes("audit.chain_refused"));
  },
  "coverage-low.md": async ({ server, asOwner }) => {
    await asOwner(seenOfNewest(900));
    await until("it is known", async () =>
      (await (await server.ask("/metrics")).text()).includes("least_coverage_ratio 0.25"),
    );
  },
  "audit-unsealed.md": ({ asOwner }) =>
    asOwner(
      "update lease set holder = 'mallory', token = token + 1, expires_at = 'infinity' where name = 'audit-sealer'",
      "alter table audit_logs disable trigger user",
      `insert into audit_logs (user_id, action, resource_type, resource_id, status) values ('x', 'X', 'X', 'x', 'SUCCESS')`,
      `update audit_logs set "timestamp" = now() - interval '5 minutes' where user_id = 'x'`,
      "alter table audit_logs enable trigger user",
    ),
  "rebuild-rollups.md": async ({ asOwner, type }) => {
    await asOwner("update namespace_hour set cpu_nano = cpu_nano + 1");
    const verified = await type(
      "kubectl -n kubecent exec deploy/kubecent-api -- node server/src/admin.ts verify || true",
    );
    expect(verified).not.toMatch(/ 0 differ/);
  },
  "revoke-token.md": async ({ type }) => {
    await type(
      "kubectl -n kubecent exec deploy/kubecent-api -- node server/src/admin.ts token create --role viewer --name ci",
    );
  },
};

/** They stop processes and need others: outages.test.ts. */
const ELSEWHERE = new Set(["restore-backup.md", "move-database.md"]);
const pages = runnablePages().filter((page) => !ELSEWHERE.has(page));

describe.skipIf(missing !== null)("the commands of the runbooks", () => {
  let onCall: OnCall;
  beforeAll(async () => {
    onCall = await startOnCall();
  });
  afterAll(() => onCall.close());

  test.each(pages)("%s: they work, and show what it says", async (page) => {
    await STATES[page]?.(onCall);
    for (const { commands, shows } of readBlocks(page)) {
      const printed = await onCall.type(commands);
      for (const line of shows) expect(printed).toMatch(shownPattern(line));
    }
    await AFTERWARDS[page]?.(onCall);
  });

  test("a session that blocks is shown, and ended by its number", async () => {
    const blocking = new Client({ connectionString: onCall.databaseUrl });
    const ended = new Promise((resolve) => blocking.on("error", resolve));
    await blocking.connect();
    await blocking.query("begin; set local role kubecent_owner; lock table lease in access share mode");
    const { rows } = await blocking.query<{ pid: number }>("select pg_backend_pid() as pid");
    const [showing, ending] = readBlocks("pool-exhausted.md").slice(1);

    const shown = await onCall.type(showing?.commands ?? "");
    await onCall.type(`PID=${rows[0]?.pid}\n${ending?.commands}`);

    expect(shown).toContain(String(rows[0]?.pid));
    expect(await ended).toBeInstanceOf(Error);
  });
});
