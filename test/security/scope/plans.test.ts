import type { Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { costRelation } from "../../../server/src/store/queries/relations/cost-relation.ts";
import type { CostKey } from "../../../server/src/store/queries/where/selection.ts";
import { withStretches } from "../../../server/src/store/queries/where/row-stretches.ts";
import { EVERYTHING, type Visibility } from "../../../server/src/store/access/visibility.ts";
import { run, sql } from "../../../server/src/store/connection/sql.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { FACTS_START, storeWideWorld, WIDE_END, WIDE_START } from "./wide-world.ts";

let database: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeWideWorld(database);
});
afterAll(async () => {
  await database.drop();
});

interface Question {
  readonly keys: readonly CostKey[];
  readonly start: number;
  readonly end: number;
}

/** How the database goes about a question of somebody who may see this much. */
function planOf(visibility: Visibility, { keys, start, end }: Question): Promise<string> {
  return inSnapshot(database, visibility, async (client, { partial }) => {
    const asked = { clusterIds: [clusterId], start, end, filter: {}, partial };
    const lines = await run<{ "QUERY PLAN": string }>(
      client,
      sql`explain (costs off) ${costRelation(await withStretches(client, asked), keys, null)}`,
    );
    return lines.map((line) => line["QUERY PLAN"]).join("\n");
  });
}

const shows = (...namespaces: string[]): Visibility => {
  const scope: Scope = { clusters: ["prod"], namespaces: { prod: namespaces } };
  return { shows: scope, wholeClusters: scope };
};
const VISIBILITIES: [string, Visibility][] = [
  ["one namespace", shows("team-7")],
  ["eleven namespaces by the beginning of their names", shows("team-9*")],
];
const DAY = { start: WIDE_END - 86_400_000, end: WIDE_END };
const QUESTIONS: [string, Question][] = [
  ["namespaces of 30 days", { keys: ["cluster", "namespace"], start: WIDE_START, end: WIDE_END }],
  [
    "namespaces of 29 days and some hours",
    { keys: ["namespace"], start: WIDE_START + 5 * 3_600_000, end: WIDE_END - 7 * 3_600_000 },
  ],
  [
    "pods of two days, whose hours are wanted",
    { keys: ["namespace", "pod"], start: FACTS_START + 3_600_000, end: WIDE_END - 3_600_000 },
  ],
  ["pods of 30 days", { keys: ["namespace", "pod"], start: WIDE_START, end: WIDE_END }],
  ["totals of a day", { keys: ["cluster"], ...DAY }],
];

test.each(
  VISIBILITIES.flatMap(([who, visibility]) =>
    QUESTIONS.map(([what, question]) => [what, who, question, visibility] as const),
  ),
)(
  "%s, asked by who sees %s, are found by index: nothing that others cost is read",
  async (_what, _who, question, visibility) => {
    const plan = await planOf(visibility, question);

    expect(plan).not.toMatch(/Seq Scan on \w+_(hour|day)/);
    // The policy is there, and lies behind an index that has left all else out.
    expect(plan).toMatch(/kubecent.scope_namespaces_/);
    expect(plan).toMatch(/Index Cond: .*namespace_id = ANY/);
  },
);

test.each(QUESTIONS)(
  "%s, asked by who may see everything, are planned as if there were no policies",
  async (_what, question) => {
    const plan = await planOf(EVERYTHING, question);

    await database.primary.query(eachTable("disable"));
    const without = await planOf(EVERYTHING, question);
    await database.primary.query(eachTable("enable"));
    expect(plan).not.toContain("current_setting");
    expect(plan).toBe(without);
  },
);

/** Switches the policies off, and on again. */
function eachTable(change: "enable" | "disable"): string {
  return `do $$ declare named regclass; begin
    for named in select distinct (schemaname || '.' || tablename)::regclass from pg_policies loop
      execute format('alter table %s ${change} row level security', named);
    end loop;
  end $$`;
}
