import { FULL_SCOPE } from "@kubecent/shared";
import { expect, test } from "vitest";
import { makeSignInLink } from "../../server/src/run/parts/sign-in-link.ts";
import { untilSignedIn } from "./support/signed-in.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service, expectTrouble } = useDashboard();

/** What stands behind the host in a new link. */
async function linkPath(isKept: boolean): Promise<string> {
  const { url, database } = service();
  const link = { page: url, name: "eve", role: "admin", scope: FULL_SCOPE, isKept } as const;
  return (await makeSignInLink(database, link, { writer: database.auditWriter, userId: "test" })).slice(
    url.length,
  );
}

test("the link signs in, and its code is nowhere afterwards: address, history, storage, requests", async () => {
  const path = await linkPath(false);
  const code = path.replace("/#code=", "");
  const page = await open("/?w=24h", { token: null });
  const sent: string[] = [];
  page.on("request", (request) => void sent.push(request.url(), request.headers()["referer"] ?? ""));

  // As a person does who pastes it into the address bar of a page that is open already.
  await page.goto(service().url + path);
  await untilSignedIn(page);

  expect(page.url()).toBe(`${service().url}/`);
  expect(
    await page.evaluate(() => location.hash + JSON.stringify(history.state) + document.referrer),
  ).not.toContain("kcs_");
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
  expect(sent.join("\n")).not.toContain(code);
  await page.goBack();
  expect(page.url()).toBe(`${service().url}/?w=24h`);
});

test("a link of npm start lets the tab keep the token, so that loading the page anew goes on", async () => {
  const page = await open(await linkPath(true), { token: null });
  await untilSignedIn(page);

  await page.reload();

  await untilSignedIn(page);
  expect(page.url()).toBe(`${service().url}/`);
});

test("whether the tab keeps the token is the reader's choice, whatever the link says", async () => {
  const page = await open(await linkPath(true), { token: null });
  await page.getByLabel("Keep in this tab").uncheck();
  await page.reload();
  await page.getByRole("button", { name: "Sign in" }).waitFor();

  const other = await open(await linkPath(false), { token: null, isApart: true });
  await other.getByLabel("Keep in this tab").check();
  await other.reload();
  await untilSignedIn(other);
  expect(await other.getByLabel("Keep in this tab").isChecked()).toBe(true);
});

test("a link that was used says so, and signs out whoever opens it, for it was not meant for them", async () => {
  expectTrouble(/401/);
  const path = await linkPath(false);
  await untilSignedIn(await open(path, { token: null }));

  const second = await open(path, { token: null, isApart: true });

  await expect.poll(() => second.getByRole("alert").textContent()).toContain("has been used already");
  expect(second.url()).toBe(`${service().url}/`);
});

test("where the service cannot be reached, that is said, and not that the link is bad", async () => {
  expectTrouble(/ERR_INTERNET_DISCONNECTED/);
  const path = await linkPath(false);
  const page = await open("/", { token: null });
  await page.context().setOffline(true);

  await page.evaluate((hash) => void (location.hash = hash), path.slice(1));

  await expect.poll(() => page.getByRole("alert").textContent()).toContain("could not be reached");
  await page.context().setOffline(false);
});
