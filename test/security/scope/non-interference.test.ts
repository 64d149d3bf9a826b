import type { Scope } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askingRuns, askUntil, IS_DEEP } from "../../support/property-runs.ts";
import type { Reply } from "../../unit/http/edge.ts";
import { DATA_PROCEDURES, type Question, questionsTo, restPathOf } from "./arbitrary-questions.ts";
import {
  ADMIN,
  type Grants,
  grantsOver,
  type ScopedService,
  startScopedService,
  visible,
} from "./scoped-service.ts";

// `KUBECENT_PROPERTY_RUNS=2500` tries a thousand; fast-check prints the seed of what it finds.
// Each example is asked up to fourteen times a page, of two services.
const RUNS = { full: 30, part: 5 };
const MOST_PAGES = IS_DEEP ? 4 : 2;

let quiet: ScopedService;
let busy: ScopedService;

beforeAll(async () => {
  [quiet, busy] = await Promise.all([
    startScopedService("quiet", { hasActions: true }),
    startScopedService("busy", { hasActions: true }),
  ]);
});
afterAll(async () => {
  await Promise.all([quiet.close(), busy.close()]);
});

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const NOBODYS_ID = "00000000-0000-8000-8000-000000000000";

const patterns = fc.subarray(["shop", "shop-eu", "shop-*", "sh*p", "nobody", "nobody-*"], { minLength: 1 });

/** Scopes over what is the same in both worlds, in all the ways in which they can be written. */
const scopes: fc.Arbitrary<Scope> = fc.oneof(
  fc
    .tuple(fc.subarray(["prod", "staging", "pro*", "stag*"], { minLength: 1 }), patterns)
    .map(([clusters, namespaces]) => ({
      clusters,
      namespaces: Object.fromEntries(clusters.map((cluster) => [cluster, namespaces])),
    })),
  fc
    .tuple(patterns, patterns)
    .map(([prod, staging]): Scope => ({ clusters: "all", namespaces: { prod, staging } })),
);

/** The question as a path, of one door or the other. */
function pathOf({ procedure, input }: Question, door: "rest" | "trpc", cursor: string | null): string {
  const asked = cursor === null ? input : { ...input, cursor };
  if (door === "trpc")
    return `/api/trpc/${procedure.name}?input=${encodeURIComponent(JSON.stringify(asked))}`;
  return restPathOf({ procedure, input: asked });
}

/** Asks in both worlds, and says that the answers are the same to the byte. */
async function askBoth(path: string, grants: Grants, heldTag?: string): Promise<Reply> {
  const [here, there] = await Promise.all([
    quiet.ask(path, grants, heldTag),
    busy.ask(path, grants, heldTag),
  ]);
  expect(visible(here)).toEqual(visible(there));
  return here;
}

/** The admin's answers, which differ. */
function askAsAdmin(path: string): Promise<Reply[]> {
  return Promise.all([quiet.ask(path, ADMIN), busy.ask(path, ADMIN)]);
}

function forgetBoth(): Promise<void[]> {
  return Promise.all([quiet.forget(), busy.forget()]);
}

/** What else is asked, and when: answers must be the same whatever the cache has come to hold. */
interface Course {
  readonly isAdminFirst: boolean;
  readonly isForgotten: boolean;
}

const courses = fc.record({ isAdminFirst: fc.boolean(), isForgotten: fc.boolean() });

/** Asks twice, with an admin before or between, and says that nothing changes; then with tags of both. */
async function askOnCourse(path: string, grants: Grants, course: Course): Promise<Reply> {
  await forgetBoth();
  const early = course.isAdminFirst ? await askAsAdmin(path) : [];
  const cold = await askBoth(path, grants);
  const admins = course.isAdminFirst ? early : await askAsAdmin(path);
  if (course.isForgotten) await forgetBoth();
  const warm = await askBoth(path, grants);
  expect(visible(warm)).toEqual(visible(cold));
  const etag = tagOf(cold);
  if (etag !== undefined) await askWithTags(path, grants, { own: etag, admins });
  return cold;
}

/** A tag tells of its own answer that it still holds, and of nobody else's. */
async function askWithTags(
  path: string,
  grants: Grants,
  { own, admins }: { readonly own: string; readonly admins: readonly Reply[] },
): Promise<void> {
  const held = await askBoth(path, grants, own);
  expect({ status: held.status, text: held.text, etag: tagOf(held) }).toEqual({
    status: 304,
    text: "",
    etag: own,
  });
  for (const theirs of admins) {
    expect((await askBoth(path, grants, tagOf(theirs))).status).toBe(200);
  }
}

/** REST's answers have tags, tRPC's have none. */
function tagOf({ headers: { etag } }: Reply): string | undefined {
  return typeof etag === "string" ? etag : undefined;
}

function cursorIn({ text }: Reply): string | null {
  return /"nextCursor":"([^"]+)"/.exec(text)?.[1] ?? null;
}

test.each(DATA_PROCEDURES.map((procedure) => [procedure.name, procedure] as const))(
  "%s tells nothing of what is outside the scope: two worlds that differ there alone give the same bytes",
  async (_name, procedure) => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(
      questionsTo(procedure),
      scopes,
      fc.constantFrom("rest", "trpc"),
      courses,
      async (question, scope, door, course) => {
        const grants = grantsOver(scope);
        let cursor: string | null = null;
        for (let page = 0; page < MOST_PAGES; page += 1) {
          const path = pathOf(question, door, cursor);
          const cold = await askOnCourse(path, grants, course);
          statuses.set(cold.status, (statuses.get(cold.status) ?? 0) + 1);
          cursor = cursorIn(cold);
          if (cursor === null) break;
        }
      },
    );
    const wanted = ANSWERS_NOBODY_IN_PART.has(procedure.name) ? 0 : askingRuns(RUNS.full, RUNS.part) / 4;
    const answered = (): number => statuses.get(200) ?? 0;

    await askUntil(
      RUNS,
      () => answered() > wanted,
      (numRuns) => fc.assert(property, { numRuns }),
    );

    // Refusals are the same in all worlds: that they are not all that was compared.
    const known = [...statuses.keys()].every((status) => [200, 403, 422].includes(status));
    expect({ statuses, known }).toEqual({ statuses, known: true });
    expect(answered()).toBeGreaterThan(wanted);
  },
);

function idsIn({ text }: Reply): string[] {
  return [...text.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id = ""]) => id);
}

const BY_ID = [
  ["/recommendations", "/recommendations?insufficient=true&limit=1000", ""],
  ["/anomalies", "/anomalies?all=true&limit=1000", ""],
  ["/budgets", "/budgets", ""],
  ["/budgets", "/budgets", "/periods"],
] as const;

test.each(BY_ID)(
  "%s/ID tells of what %s lists, and of what others have what it tells of an id that nobody has",
  async (path, list, rest) => {
    const grants = grantsOver(SHOP);
    const own = new Set(idsIn(await askBoth(`/api/v1${list}`, grants)));
    const all = new Set(idsIn(await busy.ask(`/api/v1${list}`, ADMIN)));
    const others = [...all].filter((id) => !own.has(id));

    expect(own.size).toBeGreaterThan(0);
    expect(others.length).toBeGreaterThan(0);
    for (const id of own) expect((await askBoth(`/api/v1${path}/${id}${rest}`, grants)).status).toBe(200);
    for (const id of others) {
      const { status, text } = await askBoth(`/api/v1${path}/${id}${rest}`, grants);
      const aboutNobody = await askBoth(`/api/v1${path}/${NOBODYS_ID}${rest}`, grants);
      expect({ status, text }).toEqual({ status: 404, text: aboutNobody.text.replaceAll(NOBODYS_ID, id) });
    }
  },
);

/** Answered only where no cluster is left that is seen in part. */
const ANSWERS_NOBODY_IN_PART = new Set(["cost.reconcile", "clusters.prices"]);
