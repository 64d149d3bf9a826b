import { expect, inject, test } from "vitest";
import { createTestDatabase } from "../support/test-database.ts";
import { Container } from "./support/container.ts";
test("x", async () => {
  const d = await createTestDatabase();
  const c = new Container({ app: inject("serviceApp"), target: "service", env: { PORT: "0", DATABASE_URL: d.url } });
  setTimeout(() => c.signal("SIGTERM"), 15000);
  console.log(await c.ended);
});
