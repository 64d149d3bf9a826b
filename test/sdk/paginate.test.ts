import { expect, expectTypeOf, test } from "vitest";
import { type PodCostRow, paginate } from "../../sdk/src/index.ts";
import { clientOf } from "./client-of.ts";
import { type Answer, fakeService, type Received, refusal, result } from "./fake-service.ts";

/** Three pages: the cursor is the number of the page. */
function page({ input }: Received): Answer {
  const number = Number(/"cursor":"(\d)"/.exec(JSON.stringify(input))?.[1] ?? 0);
  const rows = [{ pod: `pod-${number}a` }, { pod: `pod-${number}b` }];
  return result({ rows, nextCursor: number < 2 ? String(number + 1) : null });
}

test("the rows of all pages come in order, and the question stays the same", async () => {
  const service = await fakeService(page);
  const pods: string[] = [];

  for await (const row of paginate(clientOf(service).cost.pods, { window: "last7d", limit: 2 })) {
    expectTypeOf(row).toEqualTypeOf<PodCostRow>();
    pods.push(row.pod);
  }

  expect(pods).toEqual(["pod-0a", "pod-0b", "pod-1a", "pod-1b", "pod-2a", "pod-2b"]);
  expect(service.received.map(({ input }) => input)).toEqual([
    { window: "last7d", limit: 2 },
    { window: "last7d", limit: 2, cursor: "1" },
    { window: "last7d", limit: 2, cursor: "2" },
  ]);
});

test("a page that nobody reads is not asked for", async () => {
  const service = await fakeService(page);

  for await (const row of paginate(clientOf(service).cost.pods, {})) {
    if (row.pod === "pod-1a") break;
  }

  expect(service.received).toHaveLength(2);
});

test("starts at a cursor", async () => {
  const service = await fakeService(page);

  const first = await paginate(clientOf(service).cost.pods, { cursor: "2" }).next();

  expect(first.value).toEqual({ pod: "pod-2a" });
});

test("a page that fails throws after the rows before it", async () => {
  const service = await fakeService(page, refusal("CURSOR_INVALID"));
  const pods: string[] = [];

  const reading = (async () => {
    for await (const row of paginate(clientOf(service).cost.pods, {})) pods.push(row.pod);
  })();

  await expect(reading).rejects.toMatchObject({ code: "CURSOR_INVALID" });
  expect(pods).toEqual(["pod-0a", "pod-0b"]);
});
