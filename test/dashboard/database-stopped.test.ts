import { expect, test } from "vitest";
import { runSql } from "../support/postgres-servers.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service, expectTrouble } = useDashboard({ isOwn: true });

const NAMESPACE = `/c/${DEMO_CLUSTER}/ns/search`;

/** Takes the service's database away, as a PostgreSQL that is stopped does, and returns how to give it back. */
async function stopDatabase(): Promise<() => Promise<void>> {
  const url = new URL(service().database.primary.options.connectionString ?? "");
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  await runSql(url.href, [
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
  ]);
  return () => runSql(url.href, [`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`]);
}

test("while PostgreSQL is away a screen says so with the request, and recovers without a press", async () => {
  expectTrouble(/50\d/);
  const page = await open("/trust", { hasRunningClock: true });
  await page.locator("main h1").first().waitFor();
  const startDatabase = await stopDatabase();
  await page.getByRole("link", { name: "Explore" }).click();
  const box = page.locator(".state-box[data-kind=failed]").first();
  await box.getByRole("button", { name: "Try again now" }).waitFor();
  expect(await box.textContent()).toMatch(/Request[0-9a-f-]{36}/);
  expect(await page.locator("main").textContent()).not.toMatch(/\$0/);

  await startDatabase();
  await page.getByText("adds up to the nano").waitFor();
});

test("a page that is opened meanwhile says so at once, and opens without a press", async () => {
  expectTrouble(/50\d|429/);
  const page = await open("/trust", { hasRunningClock: true });
  await page.locator("main h1").first().waitFor();
  // Told by the first answer: none comes after it until it is.
  const told = Promise.withResolvers<void>();
  let answers = 0;
  await page.route("**/system.info*", async (route) => {
    answers += 1;
    if (answers > 1) await told.promise;
    const headers = { "retry-after": "2" };
    await route.fulfill({ status: 503, headers, contentType: "application/json", body: "{}" });
  });
  await page.goto(service().url + NAMESPACE);
  await page.getByRole("heading", { name: "KubeCent cannot tell who you are" }).waitFor();
  told.resolve();
  await page.getByText(/It is asked again in \d+ s/).waitFor();

  await page.unroute("**/system.info*");
  await page.getByText("adds up to the nano").waitFor();
  expect(new URL(page.url()).pathname).toBe(NAMESPACE);
});
