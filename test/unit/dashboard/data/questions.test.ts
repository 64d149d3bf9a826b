import { KubeCentError } from "@kubecent/sdk";
import { expect, it } from "vitest";
import { isRetried, retryDelayMs, retryDueAt } from "../../../../dashboard/src/data/query-client.ts";
import { askAll } from "../../../../dashboard/src/data/ask-all.ts";
import { beforeQuestion, costQuestion } from "../../../../dashboard/src/data/view-question.ts";
import { troubleOf } from "../../../../dashboard/src/states/trouble.ts";
import { scopeInWords } from "../../../../dashboard/src/states/scope-in-words.ts";
import { DEFAULT_VIEW, type View } from "../../../../dashboard/src/url/view.ts";

const VIEW: View = {
  ...DEFAULT_VIEW,
  scope: { cluster: "prod" },
  window: { from: "2026-10-25", to: "2026-10-26" },
  timeZone: "Europe/Berlin",
  filters: [
    { field: "cluster", value: "other" },
    { field: "label:team", value: "x" },
    { field: "label:team", value: "y" },
    { field: "namespace", value: "shop" },
  ],
  idle: "even",
};

it("a view's window, scope, filters and idle are asked for; the scope is narrower than a filter of its field", () => {
  expect(costQuestion(VIEW)).toEqual({
    start: "2026-10-24T22:00:00.000Z",
    end: "2026-10-25T23:00:00.000Z",
    timeZone: "Europe/Berlin",
    cluster: ["prod"],
    namespace: ["shop"],
    label: { team: ["x", "y"] },
    idle: "share",
    share: "even",
  });
});

it("what is compared with is asked for by its name or its ends", () => {
  expect(beforeQuestion({ ...VIEW, versus: "prev" })).toEqual({});
  expect(beforeQuestion({ ...VIEW, versus: "last-month" })).toEqual({ beforeWindow: "lastMonth" });
  expect(beforeQuestion({ ...VIEW, versus: { from: "2026-10-01", to: "2026-10-02" } })).toEqual({
    beforeStart: "2026-09-30T22:00:00.000Z",
    beforeEnd: "2026-10-01T22:00:00.000Z",
  });
});

it("all pages are read, and one with more rows than a page can show says so", async () => {
  const query = async ({ cursor = "0" }: { cursor?: string | undefined }) =>
    page(Number(cursor), 1_000, Number(cursor) < 11_000 ? String(Number(cursor) + 1_000) : null);

  const whole = await askAll<{ cursor?: string | undefined }, number, ReturnType<typeof page>>(
    { query },
    {},
    {},
  );
  expect(whole.rows).toHaveLength(10_000);
  expect(whole.nextCursor).not.toBeNull();
  expect(whole.totals).toBe("all");
});

it("a busy service is asked again when it said, and one that refuses is not", () => {
  const busy = new KubeCentError("wait", { kind: "api", status: 429, attempts: 1, retryAfterMs: 7_000 });
  const refused = new KubeCentError("no", { kind: "api", status: 422, attempts: 1 });
  expect([isRetried(0, busy), isRetried(0, refused), isRetried(9, busy)]).toEqual([true, false, false]);
  const earliest = Date.now() + retryDelayMs(0, busy);
  expect(retryDueAt(busy)).toBeGreaterThanOrEqual(earliest - 1_000);
  expect(retryDueAt(refused)).toBeUndefined();
});

it.each([
  [{ kind: "api", status: 403 }, "no-right"],
  [{ kind: "api", status: 429 }, "limited"],
  [{ kind: "api", status: 503 }, "not-ready"],
  [{ kind: "api", status: 500 }, "fault"],
  [{ kind: "api", status: 422 }, "refused"],
  [{ kind: "connection" }, "unreachable"],
  [{ kind: "timeout" }, "unreachable"],
] as const)("%j is told as %s, with its request", (facts, kind) => {
  const error = new KubeCentError("said so", { attempts: 1, requestId: "r-1", ...facts });
  expect(troubleOf(error)).toMatchObject({ kind, detail: "said so", requestId: "r-1" });
});

it("what else is thrown is the page's own fault", () => {
  expect(troubleOf(new Error("x is undefined"))).toMatchObject({ kind: "broken", detail: "x is undefined" });
});

it.each([
  [{ clusters: "all", namespaces: "all" }, "everything"],
  [{ clusters: ["a", "b"], namespaces: "all" }, "clusters a, b"],
  [{ clusters: "all", namespaces: { "*": ["shop"] } }, "namespace shop of all clusters"],
  [{ clusters: ["a"], namespaces: { a: ["x", "y"] } }, "namespaces x, y of cluster a"],
  [{ clusters: [], namespaces: {} }, "nothing"],
] as const)("the scope %j is %s", (scope, words) => {
  expect(scopeInWords(JSON.parse(JSON.stringify(scope)))).toBe(words);
});

function page(from: number, count: number, nextCursor: string | null) {
  return { rows: Array.from({ length: count }, (_, index) => from + index), totals: "all", nextCursor };
}
