import { expect, test } from "vitest";
import {
  createOpenCostSource,
  type OpenCostSourceOptions,
} from "../../../../server/src/sources/opencost/opencost-source.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import {
  envelope,
  type FakeOpenCost,
  fakeOpenCost,
  type OpenCostReply,
} from "../../../support/opencost/fake-opencost.ts";
import {
  answersFor,
  serveDay,
  smallRecording,
  windowOf,
} from "../../../support/opencost/recorded-opencost.ts";
import { HOUR, minutes, observed, withAllocations, withAssets } from "./observed.ts";

const NEVER = new AbortController().signal;

/** Serves the small recording, but for the allocations, which `reply` makes of what they would be. */
function serving(reply: (allocations: unknown, count: number) => OpenCostReply): Promise<FakeOpenCost> {
  return fakeOpenCost((question, count) => {
    const { allocations, assets } = answersFor(smallRecording(), windowOf(question));
    return question.path.endsWith("/assets") ? envelope(assets) : reply(allocations, count);
  });
}

async function failure(url: string, options: Partial<OpenCostSourceOptions> = {}): Promise<SourceError> {
  const source = createOpenCostSource({ url, firstWaitMs: 1, ...options });
  const error: unknown = await source.observe(HOUR, NEVER).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw new Error("did not fail with a SourceError", { cause: error });
}

test("asks for the hour by container, in RFC 3339 without fractions, below the path of the address", async () => {
  await using server = await serveDay(smallRecording());
  const source = createOpenCostSource({ url: `${server.url}/opencost/` });

  await source.observe(HOUR, NEVER);

  const allocation = server.received.find(({ path }) => path === "/opencost/allocation/compute");
  expect(Object.fromEntries(allocation?.parameters ?? [])).toEqual({
    window: "2026-11-17T09:00:00Z,2026-11-17T10:00:00Z",
    resolution: "1m",
  });
  expect(server.received.map(({ path }) => path).toSorted()).toEqual([
    "/opencost/allocation/compute",
    "/opencost/assets",
  ]);
});

test.each([
  { what: "a page of HTML", reply: { body: "<html>" }, says: "a page of HTML" },
  { what: "JSON of another form", reply: { body: `{"status":"success"}` }, says: "JSON of another form" },
  { what: "no data", reply: { body: `{"code":200}` }, says: "without data" },
  { what: "null", reply: envelope(null), says: "without data" },
  {
    what: "a code of its own",
    reply: { body: `{"code":400,"message":"bad window"}` },
    says: "code 400 (bad window)",
  },
  { what: "a redirect", reply: { status: 302, body: "", headers: { location: "/x" } }, says: "a redirect" },
  { what: "404", reply: { status: 404, body: "" }, says: "check the path in the URL" },
  { what: "401", reply: { status: 401, body: "" }, says: "check the bearer token file" },
  {
    what: "400 in plain text",
    reply: { status: 400, body: "Invalid 'window'\n", headers: { "content-type": "text/plain" } },
    says: "it answered 400 (Invalid 'window')",
  },
])("an answer of $what is an error that says so, and is not asked for again", async ({ reply, says }) => {
  await using server = await serving(() => reply);

  const error = await failure(server.url);

  expect(error.message).toContain(
    `OpenCost at ${server.url}/ was asked for the allocations of 2026-11-17T09`,
  );
  expect(error.message).toContain(says);
  expect(server.received.filter(({ path }) => path.startsWith("/allocation"))).toHaveLength(1);
});

test.each([
  { what: "500", reply: { status: 500, body: "out of memory", headers: { "content-type": "text/plain" } } },
  { what: "code 500 within 200", reply: { body: `{"code":500,"message":"query timed out"}` } },
  { what: "half an answer", reply: { body: `{"code":200,"data":[{"prod/a` } },
  { what: "an answer that breaks off", reply: { body: `{"code":200,"data":[]}`, isCutOff: true } },
])("asks again after $what, and takes the answer that comes then", async ({ reply }) => {
  let asked = 0;
  await using server = await serving((allocations) => (++asked < 3 ? reply : envelope([allocations])));
  const source = createOpenCostSource({ url: server.url, firstWaitMs: 1 });

  const { pods } = await source.observe(HOUR, NEVER);

  expect(asked).toBe(3);
  expect(pods).toHaveLength(4);
});

test("does not wait for an answer longer than it was told to", async () => {
  await using server = await fakeOpenCost(() => new Promise(() => {}));

  const error = await failure(server.url, { timeoutMs: 50 });

  expect(error.message).toContain("no answer within 50 ms");
});

test("gives up an answer that is longer than allowed", async () => {
  await using server = await serveDay(smallRecording());

  const error = await failure(server.url, { maxAnswerBytes: 5_000 });

  expect(error.message).toContain("the answer is longer than 5000 bytes");
});

test.each([{ warning: "3 queries failed" }, { message: "partial result" }])(
  "an answer with %j leaves the hour unseen, and says that the source is why",
  async (remark) => {
    await using server = await serving((allocations) => envelope([allocations], remark));
    const source = createOpenCostSource({ url: server.url, now: () => HOUR + 3_600_000 });

    const { seenMinutes, pods, gaps } = await source.observe(HOUR, NEVER);

    expect(minutes(seenMinutes)).toBe(0);
    expect(pods).toEqual([]);
    expect(gaps).toEqual([{ start: HOUR, end: HOUR + 3_600_000, reason: "source_down" }]);
  },
);

test("nodes without a single container are half an answer: the hour counts as unseen", async () => {
  await using server = await serving(() => envelope([{}]));
  const source = createOpenCostSource({ url: server.url, now: () => HOUR + 3_600_000 });

  const { seenMinutes, gaps } = await source.observe(HOUR, NEVER);

  expect(minutes(seenMinutes)).toBe(0);
  expect(gaps[0]?.reason).toBe("not_scraped");
});

test("an answer for another window is refused", async () => {
  const window = { start: "2026-11-17T00:00:00Z", end: "2026-11-18T00:00:00Z" };

  await expect(observed(withAllocations(() => true, { window }))).rejects.toThrow(
    "answered for another window",
  );
});

test.each(["cpuCoreHours", "ramByteHours"])("rows without %s are none of OpenCost's", async (field) => {
  const change = withAllocations(() => true, { [field]: undefined });

  await expect(observed(change)).rejects.toThrow(`a row that cannot be read: prod//payments`);
});

test("rows that name no container are refused, not left out", async () => {
  const properties = { cluster: "prod", namespace: "payments" };
  const change = withAllocations((row) => row.properties["container"] === "api", { properties });

  await expect(observed(change)).rejects.toThrow("names no namespace, pod and container");
});

test("an answer for several clusters is refused unless one is named", async () => {
  const properties = { cluster: "other", name: "far-away", providerID: "" };
  const change = withAssets((row) => row["nodeType"] === "c6i.4xlarge", { properties });

  await expect(observed(change)).rejects.toThrow("several clusters (other, prod)");

  await using server = await serveDay(smallRecording(), change);
  const source = createOpenCostSource({ url: server.url, cluster: "prod" });
  const { nodes } = await source.observe(HOUR, NEVER);
  expect(nodes).toHaveLength(4);
});
