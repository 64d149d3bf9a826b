import type { Scope } from "@kubecent/shared";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guardedText } from "../../../server/src/http/exports/csv-text.ts";
import { isExported } from "../../../server/src/http/exports/file-columns.ts";
import { askUntil } from "../../support/property-runs.ts";
import type { Reply } from "../../unit/http/edge.ts";
import { DATA_PROCEDURES, type Question, questionsTo, restPathOf } from "./arbitrary-questions.ts";
import {
  type Grants,
  grantsOver,
  type ScopedService,
  startScopedService,
  visible,
} from "./scoped-service.ts";

// Files of the same questions as in the test of answers: nothing of them may depend on what the caller does not see,
// and their rows are those of all pages.
const FULL_RUNS = 10;
const EXPORTED = DATA_PROCEDURES.filter(isExported);

let quiet: ScopedService;
let busy: ScopedService;

beforeAll(async () => {
  [quiet, busy] = await Promise.all([startScopedService("quiet"), startScopedService("busy")]);
});
afterAll(async () => {
  await Promise.all([quiet.close(), busy.close()]);
});

const scopes: fc.Arbitrary<Scope> = fc
  .tuple(
    fc.subarray(["prod", "staging"], { minLength: 1 }),
    fc.subarray(["shop", "shop-*", "nobody"], { minLength: 1 }),
  )
  .map(([clusters, namespaces]) => ({
    clusters,
    namespaces: Object.fromEntries(clusters.map((cluster) => [cluster, namespaces])),
  }));

/** What a caller can see of a file: all but its own number in the audit log. */
function told(reply: Reply): unknown {
  const { "x-kubecent-export-id": _id, ...headers } = reply.headers;
  return visible({ ...reply, headers });
}

type Row = Record<string, unknown>;

/** The rows of all pages of two rows each, as JSON has them. */
async function pagedRows(question: Question, grants: Grants): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = cursor === "" ? { limit: "2" } : { limit: "2", cursor };
    const { text } = await quiet.ask(restPathOf(question, page), grants);
    const answer: { rows: Row[]; nextCursor: string | null } = JSON.parse(text);
    rows.push(...answer.rows);
    cursor = answer.nextCursor;
  }
  return rows;
}

/** The cells of a row as a spreadsheet sees them. */
function cellsOf({ labels, ...row }: Row): Record<string, string> {
  const named = Object.entries(labels ?? {}).map(([name, value]) => [`labels.${name}`, value] as const);
  const cells = [...Object.entries(row), ...named];
  return Object.fromEntries(
    cells.map(([name, value]) => [
      name,
      value === null ? "" : guardedText(typeof value === "string" ? value : JSON.stringify(value)),
    ]),
  );
}

test.each(EXPORTED.map((procedure) => [procedure.name, procedure] as const))(
  "%s as a file holds the rows of all pages that the caller sees, and nothing that depends on others",
  async (_name, procedure) => {
    let files = 0;
    const property = fc.asyncProperty(questionsTo(procedure), scopes, async (asked, scope) => {
      const { limit: _limit, ...input } = asked.input;
      const question = { procedure, input };
      const grants = grantsOver(scope);
      const path = restPathOf(question, { format: "csv" });
      const [here, there] = await Promise.all([quiet.ask(path, grants), busy.ask(path, grants)]);

      expect(told(here)).toEqual(told(there));
      if (here.status !== 200) return;
      files += 1;
      const rows = await pagedRows(question, grants);
      expect(parse(here.text, { columns: true })).toEqual(rows.map(cellsOf));
      expect(here.headers["x-kubecent-rows"]).toBe(String(rows.length));
    });

    await askUntil(
      { full: FULL_RUNS },
      () => files > 0,
      (numRuns) => fc.assert(property, { numRuns }),
    );

    expect(files).toBeGreaterThan(procedure.name === "cost.reconcile" ? -1 : 0);
  },
);
