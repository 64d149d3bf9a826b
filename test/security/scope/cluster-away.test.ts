import * as fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Procedure } from "../../../server/src/api/procedures.ts";
import { askingRuns } from "../../support/property-runs.ts";
import { schemaOf } from "../fuzz/json-schema-arbitrary.ts";
import { DATA_PROCEDURES, type Question, questionsTo, restPathOf } from "./arbitrary-questions.ts";
import { ADMIN, type Grants, grantsOver, type ScopedService, startScopedService } from "./scoped-service.ts";

// On Citus a cluster's rows may be on a server that is away. Here a cluster is away by a policy that fails for each of its
// rows, and rows are joined by reading each table as its own conditions pick it, which is how Citus finds the servers.

/** `KUBECENT_PROPERTY_RUNS=100` asks four. */
const QUESTIONS_EACH = askingRuns(4, 4);
const AWAY = "staging";
/** What is kept by name on the server that is asked. */
const IS_KEPT_APART = /^(anomalies|budgets|alerts)/;

const WHO: readonly Grants[] = [
  ADMIN,
  grantsOver({ clusters: "all", namespaces: { "*": ["shop", "bill*"] } }),
];

let service: ScopedService;

beforeAll(async () => {
  service = await startScopedService("busy", { hasActions: true });
});
afterAll(() => service.close());

async function sendAway(cluster: string): Promise<void> {
  const { primary } = service.database;
  const { rows } = await primary.query<{ id: number }>(
    "select cluster_id as id from cluster where name = $1",
    [cluster],
  );
  await primary.query(`
    create function away() returns boolean language plpgsql cost 10000 as
      $$ begin raise exception 'away' using errcode = '08006'; end $$;
    do $$ declare named text; begin
      for named in select distinct tablename from pg_policies where tablename <> 'cluster' loop
        execute format('create policy away on %I as restrictive using (cluster_id <> ${rows[0]?.id} or away())', named);
      end loop;
      execute format('alter database %I set enable_nestloop = off', current_database());
      -- Connections that are open already do not know it.
      perform pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid();
    end $$`);
  await service.forget();
}

/** What a procedure is asked about: the cluster that is away, and others. It takes one, or a list. */
function clustersFor({ input }: Procedure): (string | string[])[] {
  const { cluster } = schemaOf(input).properties ?? {};
  const takesList = [cluster, ...(cluster?.anyOf ?? [])].some((each) => each?.type === "array");
  return [AWAY, takesList ? ["prod", "secret"] : "prod"];
}

interface Asked {
  readonly path: string;
  readonly grants: Grants;
  /** Whether it is about a cluster that is away. */
  readonly isAway: boolean;
}

const fields = ({ input }: Question): number => Object.keys(input).length;

/** Questions that say hardly more than when, for each time: they are answered from other tables than those about a pod. */
function plainQuestionsTo(procedure: Procedure): Question[] {
  const many = fc
    .sample(questionsTo(procedure), { numRuns: 200, seed: 8 })
    .filter(({ input }) => !Object.hasOwn(input, "window"));
  const atEachTime = Map.groupBy(many, ({ input }) => input["start"]).values();
  return [...atEachTime].map((alike) =>
    alike.reduce((least, each) => (fields(each) < fields(least) ? each : least)),
  );
}

/** Questions to all procedures that may be about clusters, as who sees all and as who sees parts. */
const asked: readonly Asked[] = DATA_PROCEDURES.flatMap((procedure) => {
  if (!Object.hasOwn(schemaOf(procedure.input).properties ?? {}, "cluster")) return [];
  const drawn = fc.sample(questionsTo(procedure), { numRuns: QUESTIONS_EACH, seed: 8 });
  return [...plainQuestionsTo(procedure), ...drawn].flatMap(({ input: { cluster: _cluster, ...input } }) =>
    [undefined, ...clustersFor(procedure)].flatMap((cluster) =>
      WHO.map((grants) => ({
        path: restPathOf({ procedure, input }, cluster === undefined ? {} : { cluster }),
        grants,
        isAway:
          !IS_KEPT_APART.test(procedure.name) && (cluster === undefined || [cluster].flat().includes(AWAY)),
      })),
    ),
  );
});

test.skipIf(inject("postgresIsCitus"))(
  "questions about other clusters are answered to everybody while one is away, and those about it refused",
  async () => {
    const answers: (Asked & { readonly before: string })[] = [];
    for (const each of asked) {
      const { status, text } = await service.ask(each.path, each.grants);
      // What is refused anyway says nothing.
      if (status === 200) answers.push({ ...each, before: text });
    }
    await sendAway(AWAY);

    const wrong: unknown[] = [];
    for (const { path, grants, isAway, before } of answers) {
      const { status, headers, text } = await service.ask(path, grants);
      const isRefused = status === 503 && Number(headers["retry-after"]) > 0;
      if (isAway ? !isRefused : text !== before) wrong.push({ path, grants, isAway, text });
    }
    expect(wrong).toEqual([]);
    expect(answers.filter(({ isAway }) => isAway).length).toBeGreaterThan(asked.length / 10);
  },
);
