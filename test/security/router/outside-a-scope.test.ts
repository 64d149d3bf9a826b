import { ROLES, type Role, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Procedure } from "../../../server/src/api/procedures.ts";
import type { Reply } from "../../unit/http/edge.ts";
import { DATA_PROCEDURES } from "../scope/arbitrary-questions.ts";
import {
  ADMIN,
  type Grants,
  grantsOver,
  type ScopedService,
  startScopedService,
} from "../scope/scoped-service.ts";
import { FIRST_HOUR, WORLD_END } from "../scope/scoped-worlds.ts";
import { schemaOf } from "../fuzz/json-schema-arbitrary.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let service: ScopedService;

beforeAll(async () => {
  service = await startScopedService("busy", { hasActions: true });
});
afterAll(() => service.close());

type Input = Readonly<Record<string, string>>;

/** What some procedures cannot be asked without. */
const NEEDED: Readonly<Record<string, Input>> = {
  "cost.allocation": { aggregate: "namespace,pod" },
  "cost.compare": { aggregate: "namespace" },
  "cost.labels": { name: "team" },
  "cost.timeseries": { step: "day" },
  "recommendations.patch": { cluster: "prod" },
};

function ask(procedure: Procedure, input: Input, grants: Grants): Promise<Reply> {
  const names = Object.keys(schemaOf(procedure.input).properties ?? {});
  const window = names.includes("start")
    ? { start: new Date(FIRST_HOUR).toISOString(), end: new Date(WORLD_END).toISOString() }
    : {};
  const query = new URLSearchParams({ ...NEEDED[procedure.name], ...window, ...input });
  return service.ask(`/api/v1${procedure.path}?${query.toString()}`, grants);
}

/** Things that others have, each beside one of its kind that nobody has, as filters of a question. */
const OTHERS: readonly (readonly [string, string, string])[] = [
  ["cluster", "secret", "nobody"],
  ["cluster", "staging", "nobodys"],
  ["cluster", "prod,secret", "prod,nobody"],
  ["namespace", "billing", "nobodys"],
  ["namespace", "shop,shop-eu", "shop,no-body"],
  ["node", "node-0", "node-9"],
  ["controller", "pay-1", "pay-9"],
  ["controllerKind", "StatefulSet", "StatefulLot"],
  ["pod", "pay-1", "pay-99"],
  ["container", "payroll", "payloll"],
  ["label.secret", "s1", "s9"],
];

/** Questions to procedures that know the filter; lists of clusters take one name. */
const cases = DATA_PROCEDURES.flatMap((procedure) => {
  const names = Object.keys(schemaOf(procedure.input).properties ?? {});
  return OTHERS.filter(
    ([field, theirs]) =>
      names.includes(field.split(".")[0] ?? "") &&
      !(procedure.name.startsWith("clusters.") && theirs.includes(",")),
  ).map(([field, theirs, nobodys]) => ({ name: procedure.name, field, theirs, nobodys, procedure }));
});

test.each(cases)(
  "$name answers about $field $theirs, which others have, as about $nobodys, which nobody has",
  async ({ procedure, field, theirs, nobodys }) => {
    const asAdmin = await ask(procedure, { [field]: theirs }, ADMIN);

    const about = await ask(procedure, { [field]: theirs }, grantsOver(SHOP));
    const aboutNobody = await ask(procedure, { [field]: nobodys }, grantsOver(SHOP));

    expect(asAdmin.status).toBe(200);
    expect({ status: about.status, text: about.text }).toEqual({
      status: aboutNobody.status,
      text: aboutNobody.text,
    });
    expect(about.text).not.toMatch(/secret|payroll|billing|staging/);
  },
);

const viewersAnswers = new Map<string, Promise<Reply>>();

/** What a viewer is answered, asked once. */
function askAsViewer(procedure: Procedure): Promise<Reply> {
  const asked = viewersAnswers.get(procedure.name) ?? ask(procedure, {}, grantsOver(SHOP));
  viewersAnswers.set(procedure.name, asked);
  return asked;
}

test.each(ROLES.map((role) => [role]))(
  "a role of %s over a part shows that part, and no more than any other",
  async (role: Role) => {
    for (const procedure of DATA_PROCEDURES) {
      const own = await ask(procedure, {}, grantsOver(SHOP, role));
      const viewers = await askAsViewer(procedure);

      expect({ name: procedure.name, status: own.status, text: own.text }).toEqual({
        name: procedure.name,
        status: viewers.status,
        text: viewers.text,
      });
    }
  },
);

test("somebody else's cursor is refused as one that was made up", async () => {
  const paged = DATA_PROCEDURES.filter(({ input }) =>
    Object.hasOwn(schemaOf(input).properties ?? {}, "cursor"),
  );
  let cursors = 0;

  for (const procedure of paged) {
    const theirs = await ask(procedure, { limit: "1" }, ADMIN);
    const cursor = /"nextCursor":"([^"]+)"/.exec(theirs.text)?.[1];
    if (cursor === undefined) continue;
    cursors += 1;
    const used = await ask(procedure, { limit: "1", cursor }, grantsOver(SHOP));
    const madeUp = await ask(procedure, { limit: "1", cursor: "made-up" }, grantsOver(SHOP));
    expect(used.status).toBe(422);
    expect(used.text).toContain("CURSOR_INVALID");
    expect(used.text).toBe(madeUp.text);
  }

  expect(cursors).toBeGreaterThan(5);
});
