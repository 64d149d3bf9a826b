import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeFaultsInBothThemes } from "./support/axe.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service, expectTrouble } = useDashboard();

const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a token is made, shown once, and works for what was chosen; revoking it asks first", async () => {
  const page = await open("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("ci-shop");
  await dialog.getByLabel("Role").selectOption("viewer");
  await dialog.getByLabel("Namespaces").fill("shop, search-*");
  await dialog.getByRole("button", { name: "Make it" }).click();

  const token = (await dialog.locator("code").textContent()) ?? "";
  const info = await fetch(`${service().url}/api/v1/info`, { headers: { authorization: `Bearer ${token}` } });
  expect(await info.json()).toMatchObject({
    caller: "ci-shop",
    role: "viewer",
    scope: { namespaces: { "*": ["search-*", "shop"] } },
  });
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await page.content()).not.toContain(token);
  await expect.poll(() => rowOf(page, "ci-shop").textContent()).toMatch(/viewer.*shop, search-\*.*live/);

  await page.getByRole("button", { name: "Revoke ci-shop" }).click();
  await dialog.getByRole("button", { name: "Keep it" }).click();
  expect(await rowOf(page, "ci-shop").count()).toBe(1);
  await page.getByRole("button", { name: "Revoke ci-shop" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect.poll(() => rowOf(page, "ci-shop").count()).toBe(0);
  await page.getByLabel("Expired and revoked ones too").check();
  await expect.poll(() => rowOf(page, "ci-shop").textContent()).toContain("revoked");
  expect(new URL(page.url()).search).toContain("tab=all");
});

test("a name that is taken is refused in the dialog, where it can be mended", async () => {
  expectTrouble(/status of 422/);
  await service().sdk.access.tokens.create.mutate({ name: "taken", role: "viewer" });
  const page = await open("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("taken");
  await page.keyboard.press("Enter");

  await expect
    .poll(() => dialog.getByRole("alert").textContent())
    .toContain("There is a token named taken already");
  await page.keyboard.press("Escape");
  await expect.poll(() => dialog.count()).toBe(0);
});

test("the audit log lists what was done, by kind, and its chain is verified", async () => {
  await service().sdk.access.tokens.create.mutate({ name: "audited", role: "viewer" });
  const page = await open("/settings/audit?tz=Europe/Berlin");
  await rowOf(page, "audited").waitFor();
  expect(await rowOf(page, "audited").textContent()).toMatch(/Token created.*audited.*made/);

  await page.getByLabel("Kind").selectOption("TOKEN_REVOKED");
  await expect.poll(() => rowOf(page, "audited").count()).toBe(0);
  expect(page.url()).toContain("tab=token-revoked");
  await page.goBack();
  await rowOf(page, "audited").waitFor();
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect.poll(() => page.locator(".verify-found").textContent()).toContain("Nothing was changed");
});

test.each([
  ["viewer", "/settings/tokens", [], "Tokens are for admins"],
  ["auditor", "/settings/tokens", [], "Open to you: Audit log"],
  ["admin", "/settings/tokens", ["Tokens", "Audit log"], "New token"],
] as const)("a %s is offered what the role allows, at %s", async (role, path, sections, text) => {
  const page = await open(path, { token: await service().makeToken(role) });

  await page.getByText(text).waitFor();

  expect(
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link").allTextContents(),
  ).toEqual([...sections]);
});

test("tokens, their dialogs and the audit log are accessible in either theme", async () => {
  const page = await open("/settings/tokens?tab=all");
  await page.getByRole("table").waitFor();
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await page.getByRole("button", { name: "New token" }).click();
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.goto(`${service().url}/settings/audit`);
  await page.getByRole("table").waitFor();
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
});
