import { CostError } from "@kubecent/shared";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { assert, asyncProperty, constantFrom, jsonValue, string } from "fast-check";
import { expect, test } from "vitest";
import { ERROR_CODES, type ErrorCode } from "@kubecent/shared";
import { errorFacts, trpcError } from "../../../server/src/api/error-facts.ts";
import { asTrpc, trpcRefusal } from "../../../server/src/http/trpc/trpc-envelope.ts";

const { procedure, router } = initTRPC.create({ isDev: false });

/** What tRPC's own adapter sends for a query that answers, or throws, this way. */
async function sentByTrpc(answer: () => unknown): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request("http://localhost/api/trpc/sample"),
    router: router({ sample: procedure.query(answer) }),
  });
}

test("an answer from the cache has, byte for byte, what tRPC makes of it", async () => {
  await assert(
    asyncProperty(jsonValue(), async (value) => {
      const theirs = await sentByTrpc(() => value);
      const ours = asTrpc({ body: Buffer.from(JSON.stringify(value)), etag: '"tag"' }, undefined);

      expect(ours.body?.toString()).toBe(await theirs.text());
      expect(ours.status).toBe(theirs.status);
      expect(headersOf(ours.headers).get("content-type")).toBe(theirs.headers.get("content-type"));
    }),
  );
});

test("a refusal has the numeric code and the status that tRPC gives it", async () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names of a record are its keys
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  await assert(
    asyncProperty(constantFrom(...codes), string(), async (code, message) => {
      const refusal = new CostError(code, message);
      const theirs = await sentByTrpc(() => {
        throw trpcError(refusal);
      });
      const facts = errorFacts(refusal);
      const body = { error: facts.error, code, message, request_id: "1" };

      const { error } = JSON.parse(await theirs.text());
      const { httpStatus } = error.data;
      expect(JSON.parse(JSON.stringify(trpcRefusal(facts, body)))).toEqual({
        error: { message: error.message, code: error.code, data: { httpStatus, ...body } },
      });
    }),
  );
});

function headersOf(list: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at < list.length; at += 2) headers.append(list[at] ?? "", list[at + 1] ?? "");
  return headers;
}
