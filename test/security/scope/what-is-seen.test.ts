import type { Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { ADMIN, type Grants, grantsOver, type ScopedService, startScopedService } from "./scoped-service.ts";
import { FIRST_HOUR, WORLD_END } from "./scoped-worlds.ts";

const SHOPS: Grants = grantsOver({ clusters: ["prod"], namespaces: { prod: ["shop", "shop-*"] } });
const WINDOW = `start=${new Date(FIRST_HOUR).toISOString()}&end=${new Date(WORLD_END).toISOString()}`;

let service: ScopedService;

beforeAll(async () => {
  service = await startScopedService("busy");
});
afterAll(() => service.close());

const RowSchema = z.record(z.string(), z.unknown());
const AnswerSchema = z.object({ rows: z.array(RowSchema), totals: RowSchema.optional() });

async function answerTo(path: string, grants: Grants): Promise<z.output<typeof AnswerSchema>> {
  const { status, text } = await service.ask(`/api/v1${path}`, grants);
  expect({ path, status, text: status === 200 ? "" : text }).toEqual({ path, status: 200, text: "" });
  return AnswerSchema.parse(JSON.parse(text));
}

test.each([
  "/cost/namespaces?",
  "/cost/workloads?",
  "/cost/pods?",
  "/cost/labels?name=team&",
  "/cost/timeseries?step=hour&",
  "/cost/timeseries?step=day&timeZone=Asia/Kathmandu&",
  "/cost/allocation?aggregate=namespace,node,container&",
  "/cost/allocation?aggregate=cluster,label:team&namespaceLabels=true&",
  "/cost/compare?aggregate=namespace,controller&",
  "/cost/cluster?",
  "/cost/nodes?",
  "/metrics/pods?",
  "/metrics/pods?quantiles=true&",
])("%s shows who sees two namespaces what an admin finds who asks for these two", async (path) => {
  const seen = await answerTo(`${path}${WINDOW}`, SHOPS);
  const asked = await answerTo(`${path}${WINDOW}&cluster=prod&namespace=shop,shop-eu`, ADMIN);

  expect(seen.rows.length).toBeGreaterThan(0);
  expect(seen).toEqual(asked);
});

test("of nodes only the use is told that those namespaces made of them, and not their size", async () => {
  const path = `/metrics/nodes?${WINDOW}`;
  const seen = await answerTo(path, SHOPS);
  const asked = await answerTo(`${path}&cluster=prod&namespace=shop,shop-eu`, ADMIN);
  const unknown = { cpuCapacityCoreHours: null, ramCapacityGibHours: null, gpuCapacityHours: null };

  expect(asked.rows.length).toBe(2);
  expect(seen.rows).toEqual(asked.rows.map((row) => ({ ...row, ...unknown })));
  expect(seen.totals).toEqual({ ...asked.totals, ...unknown });
});

test("an explanation tells what those namespaces paid, with the prices of the nodes that they ran on", async () => {
  const LinesSchema = z.object({ lines: z.array(RowSchema).min(1) });
  const linesOf = async (filter: string, grants: Grants): Promise<unknown> => {
    const { text } = await service.ask(`/api/v1/cost/explain?${WINDOW}&${filter}`, grants);
    return LinesSchema.parse(JSON.parse(text)).lines;
  };

  const seen = await linesOf("pod=web-0,web-1", SHOPS);

  expect(seen).toEqual(await linesOf("pod=web-0,web-1&cluster=prod&namespace=shop,shop-eu", ADMIN));
});

test("assets are those namespaces' own volumes and load balancers", async () => {
  const seen = await answerTo(`/cost/assets?${WINDOW}`, SHOPS);
  const all = await answerTo(`/cost/assets?${WINDOW}&cluster=prod&kind=volume,loadBalancer`, ADMIN);

  const own = all.rows.filter(({ namespace }) => namespace === "shop" || namespace === "shop-eu");
  expect(new Set(own.map(({ kind }) => kind))).toEqual(new Set(["loadBalancer", "volume"]));
  expect(seen.rows).toEqual(own);
});

test("the assets that are explained are the same", async () => {
  const LinesSchema = z.object({ lines: z.array(RowSchema).min(1) });
  const linesOf = async (filter: string, grants: Grants): Promise<Record<string, unknown>[]> => {
    const { text } = await service.ask(`/api/v1/cost/explain-assets?${WINDOW}${filter}`, grants);
    return LinesSchema.parse(JSON.parse(text)).lines;
  };

  const all = await linesOf("&cluster=prod&kind=volume,loadBalancer", ADMIN);

  const own = all.filter(({ namespace }) => namespace === "shop" || namespace === "shop-eu");
  expect(await linesOf("", SHOPS)).toEqual(own);
});

test("a cluster is listed with what is stored of it, and nothing of how its collecting goes", async () => {
  const listed = await answerTo("/clusters", SHOPS);
  const status = await answerTo("/clusters/status", SHOPS);

  expect(listed.rows.map(({ cluster }) => cluster)).toEqual(["prod"]);
  expect(status.rows).toMatchObject([{ cluster: "prod", hours: 28, progress: null, lastError: null }]);
});

test.each([
  ["idle=show", "Idle and shared costs"],
  ["idle=share", "Idle and shared costs"],
  ["shareNamespaces=kube-system", "Idle and shared costs"],
  ["shareFee=true", "Idle and shared costs"],
  ["shareMonthly=100", "Idle and shared costs"],
])("%s is refused to who sees a part, and says of which cluster", async (view, what) => {
  const { status, text } = await service.ask(`/api/v1/cost/namespaces?${WINDOW}&${view}`, SHOPS);

  expect(status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({ code: "FORBIDDEN" });
  expect(text).toContain(`${what} can only be told of a cluster as a whole`);
  expect(text).toContain("prod");
});

test("who sees one cluster whole and another in part gets of each what belongs to it", async () => {
  const scope: Scope = { clusters: ["prod", "staging"], namespaces: { prod: ["shop"], staging: "all" } };
  const both = grantsOver(scope);
  const idle = `/cost/namespaces?${WINDOW}&idle=show`;

  const whole = await answerTo(`${idle}&cluster=staging`, both);
  const refused = await service.ask(`/api/v1${idle}`, both);
  const clusters = await answerTo(`/cost/cluster?${WINDOW}`, both);

  expect(whole).toEqual(await answerTo(`${idle}&cluster=staging`, ADMIN));
  expect(refused.status).toBe(403);
  const { rows } = await answerTo(`/cost/cluster?${WINDOW}&cluster=staging`, ADMIN);
  expect(clusters.rows.filter(({ cluster }) => cluster === "staging")).toEqual(rows);
  const prod = await answerTo(`/cost/cluster?${WINDOW}&cluster=prod&namespace=shop`, ADMIN);
  expect(clusters.rows.filter(({ cluster }) => cluster === "prod")).toEqual(prod.rows);
});

test("who may see nothing that is there gets what an empty service would answer", async () => {
  const { rows, totals } = await answerTo(
    `/cost/namespaces?${WINDOW}`,
    grantsOver({ clusters: ["nobody"], namespaces: "all" }),
  );

  expect(rows).toEqual([]);
  expect(totals).toMatchObject({ totalCost: "0.000000000" });
});
