import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { openTestDatabase } from "../support/test-database.ts";
import { expect, onTestFinished, test } from "vitest";
import type { Context } from "../../server/src/api/context.ts";
import { appRouter } from "../../server/src/api/router.ts";
import { callerWith, createTestServices } from "../support/test-services.ts";
import { clientOf, errorOf } from "./client-of.ts";

const VIEWER: Context["identity"] = {
  caller: callerWith("viewer"),
  refusal: null,
};
const NOBODY: Context["identity"] = { caller: null, refusal: "TOKEN_MISSING" };
const LONG = { namespace: Array.from({ length: 90 }, (_, index) => `${index}-${"n".repeat(60)}`) };

/** The service's own router behind tRPC's plainest server, with a database that is down. */
async function service(identity: Context["identity"]): Promise<{ url: string }> {
  const database = openTestDatabase("postgresql://127.0.0.1:1/none");
  const services = {
    ...createTestServices(database, () => Date.UTC(2026, 10, 17)),
    version: "1.2.3",
    environment: "test",
  };
  const server = createHTTPServer({
    router: appRouter,
    basePath: "/api/trpc/",
    allowMethodOverride: true,
    createContext: (): Context => ({ requestId: "r-1", identity, services }),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await database.primary.end();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has this address
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("an answer of the service's router arrives as it was given", async () => {
  const { system } = clientOf(await service(VIEWER));

  await expect(system.health.query()).resolves.toEqual({ status: "ok", version: "1.2.3" });
  await expect(system.info.query()).resolves.toMatchObject({ caller: "test", role: "viewer" });
});

test.each([
  { input: {}, identity: NOBODY, status: 401, code: "TOKEN_MISSING" },
  { input: { limit: 5_000 }, identity: VIEWER, status: 422, code: "VALIDATION_FAILED" },
  { input: {}, identity: VIEWER, status: 503, code: "DATABASE_UNAVAILABLE" },
  { input: LONG, identity: VIEWER, status: 503, code: "DATABASE_UNAVAILABLE" },
])("its refusal $code is read whole", async ({ input, identity, status, code }) => {
  const client = clientOf(await service(identity), { maxRetries: 0 });

  const error = await errorOf(client.cost.pods.query(input));

  expect(error).toMatchObject({ kind: "api", status, code, requestId: "r-1", data: { path: "cost.pods" } });
});

test("refused fields are named", async () => {
  const client = clientOf(await service(VIEWER));

  const { details } = await errorOf(client.cost.pods.query({ limit: 5_000, timeZone: "Mars" }));

  expect(details.map(({ field }) => field).toSorted()).toEqual(["limit", "timeZone"]);
});

test("a procedure that an older service does not have is not found", async () => {
  const { url } = await service(VIEWER);
  const client = clientOf({ url });

  const error = await errorOf(Reflect.get(client.cost, "weather").query({}));

  expect(error).toMatchObject({ kind: "api", status: 404, code: "NOT_FOUND" });
});
