import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { PUBLIC_PROCEDURES } from "../../../server/src/http/openapi/document.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { type Edge, startEdge } from "./edge.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" } });
});
afterAll(() => edge.close());

test.each(proceduresOf(appRouter))(
  "$name asks for a token at both doors, unless it is public",
  async (procedure) => {
    const { name, type, method, path } = procedure;
    const ask = { token: null, headers: { "content-type": "application/json" } };

    const rest = await edge.ask(`/api/v1${path.replaceAll(/\{\w+\}/g, "1")}`, { ...ask, method });
    const trpc = await edge.ask(`/api/trpc/${name}`, { ...ask, method: type === "query" ? "GET" : "POST" });

    const expected = PUBLIC_PROCEDURES.includes(name) ? 200 : 401;
    expect([rest.status, trpc.status]).toEqual([expected, expected]);
  },
);

test("health is all that is public", () => {
  expect(PUBLIC_PROCEDURES).toEqual(["system.health"]);
});
