import { FULL_SCOPE } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSignInLink } from "../../server/src/run/parts/sign-in-link.ts";
import { type PrefixProxy, startPrefixProxy } from "./support/prefix-proxy.ts";
import { untilSignedIn } from "./support/signed-in.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard();
let proxy: PrefixProxy;
beforeAll(async () => {
  proxy = await startPrefixProxy(service().url, "/tools/costs");
});
afterAll(() => proxy.close());

test("behind a prefix that nobody told it of, the page signs in, goes deeper, and is loaded anew there", async () => {
  const { database } = service();
  const made = { page: proxy.url, name: "ann", role: "admin", scope: FULL_SCOPE, isKept: true } as const;
  const link = await makeSignInLink(database, made, { writer: database.auditWriter, userId: "test" });
  const page = await open("/nowhere", { token: null });
  await page.getByLabel("Token").waitFor();
  const asked: string[] = [];
  const missing: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  page.on("response", (answer) => {
    if (answer.status() === 404) missing.push(answer.url());
  });

  await page.goto(link);
  await untilSignedIn(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("table").waitFor();

  expect(page.url()).toBe(`${proxy.url}/settings/audit`);
  await page.reload();
  await page.getByRole("table").waitFor();
  expect(missing).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(`${proxy.url}/`))).toEqual([]);
});
