import { expect, test } from "vitest";
import { createKubeCent } from "../../sdk/src/index.ts";
import { axeFaults } from "./support/axe.ts";
import { untilSignedIn } from "./support/signed-in.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service, expectTrouble } = useDashboard();

test("a pasted token signs in, stays out of the address, and is gone when the page is loaded anew", async () => {
  const token = await service().makeToken("viewer");
  const page = await open("/c/demo?w=7d", { token: null });

  await page.getByLabel("Token").fill(`  ${token}\n`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await untilSignedIn(page);

  expect(page.url()).toBe(`${service().url}/c/demo?w=7d`);
  expect(await page.content()).not.toContain(token);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  await page.reload();
  await page.getByLabel("Token").waitFor();
});

test("a token that is kept by choice outlives loading the page anew, and signing in by keyboard alone works", async () => {
  const token = await service().makeToken("viewer");
  const page = await open("/", { token: null });

  await page.getByLabel("Token").focus();
  await page.keyboard.insertText(token);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await untilSignedIn(page);
  await page.reload();

  await untilSignedIn(page);
  expect(await page.getByLabel("Token").count()).toBe(0);
});

test("a token that the service does not take is told as such, and can be replaced", async () => {
  expectTrouble(/401/);
  const page = await open("/", { token: null });

  await page.getByLabel("Token").fill("kc_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  const told = page.getByRole("alert");
  await expect.poll(() => told.textContent()).toContain("does not take this token");
  await page.getByLabel("Token").fill(await service().makeToken());
  await page.getByRole("button", { name: "Sign in" }).click();

  await untilSignedIn(page);
});

test.each(["/idle?w=24h", "/c/demo/ns/search?w=24h", "/settings/audit"])(
  "a token that ends while %s is looked at asks to sign in, and signing in leads back to that view",
  async (path) => {
    expectTrouble(/401/);
    const token = await service().makeToken();
    const page = await open(path, { token });
    await page.locator("tbody tr[data-row]").first().waitFor();
    const { caller } = await createKubeCent({ url: service().url, token }).system.info.query();
    await service().sdk.access.tokens.revoke.mutate({ name: caller });
    await expect.poll(() => statusFor(token)).toBe(401);
    await page.getByRole("link", { name: "Trust" }).click();
    await page.getByLabel("Token").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("expired");
    const wanted = page.url();

    await page.getByLabel("Token").fill(await service().makeToken());
    await page.getByRole("button", { name: "Sign in" }).click();
    await untilSignedIn(page);
    expect(page.url()).toBe(wanted);
    await page.goBack();
    expect(page.url()).toBe(service().url + path);
    await page.locator("tbody tr[data-row]").first().waitFor();
  },
);

/** What the service answers who has this token; 200 where it takes it. */
async function statusFor(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${service().url}/api/v1/info`, { headers })).status;
}

test("what cannot be a token is not sent", async () => {
  const page = await open("/", { token: null });

  await page.getByLabel("Token").fill("Bearer kc_1");
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect.poll(() => page.getByRole("alert").textContent()).toContain("one word without spaces");
});

test.each(["light", "dark"] as const)("the way to sign in is accessible, %s", async (colorScheme) => {
  const page = await open("/", { token: null, colorScheme });
  await page.getByLabel("Token").waitFor();

  expect(await axeFaults(page)).toEqual([]);
});
