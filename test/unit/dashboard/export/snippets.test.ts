import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { proceduresOf } from "../../../../server/src/api/procedures.ts";
import { appRouter } from "../../../../server/src/api/router.ts";
import { restUrl } from "../../../../dashboard/src/export/rest-url.ts";
import { csvCall, curlCall, sdkCall } from "../../../../dashboard/src/export/snippets.ts";

const QUESTION = {
  window: "last7d",
  namespace: ["a", "b"],
  label: { team: ["x"] },
  idle: undefined,
} as const;

it("each procedure has the path that REST has for it", () => {
  const paths = proceduresOf(appRouter).filter(({ method }) => method === "GET");
  expect(paths.length).toBeGreaterThan(10);
  for (const { name, path } of paths) {
    if (path.includes("{") || !/^(cost|recommendations|budgets|anomalies|alerts)\./.test(name)) continue;
    expect(restUrl("", name, {})).toBe(`/api/v1${path}`);
  }
});

it("a question is written as REST takes it", () => {
  expect(restUrl("https://x/costs", "cost.namespaces", QUESTION)).toBe(
    "https://x/costs/api/v1/cost/namespaces?window=last7d&namespace=a%2Cb&label.team=x",
  );
});

it("a shell takes the address of a call as one word, whatever names are in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (namespace) => {
      const exportable = { procedure: "cost.pods", input: { namespace } };
      const call = curlCall("http://x", exportable).replace(/^curl/, "printf %s\\\\n");
      const words = execFileSync("sh", ["-c", call], { env: { KUBECENT_TOKEN: "t" } })
        .toString()
        .split("\n");
      expect(words[2]).toBe(restUrl("http://x", "cost.pods", { namespace, limit: 1_000 }));
    }),
    { numRuns: 30 },
  );
});

it("calls ask for as many rows as there can be, and files and explanations for all of them", () => {
  const rows = { procedure: "cost.pods", input: QUESTION };
  const explained = { procedure: "cost.explain", input: QUESTION };
  for (const call of [sdkCall, curlCall]) {
    expect(call("http://x", rows)).toMatch(/limit\W+1000/);
    expect(call("http://x", explained)).not.toContain("limit");
  }
  expect(csvCall("http://x", rows)).not.toContain("limit");
});

it("calls name the token's variable, and hold no token", () => {
  const exportable = { procedure: "cost.pods", input: QUESTION };
  expect(sdkCall("http://x", exportable)).toContain("kubecent.cost.pods.query");
  expect(sdkCall("http://x", exportable)).toContain("process.env.KUBECENT_TOKEN");
  expect(csvCall("http://x", exportable)).toContain("Accept: text/csv");
});
