import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { issuerEntry, type OidcProvider, startOidcProvider } from "./support/oidc-provider.ts";
import { signOutButton, untilSignedIn } from "./support/signed-in.ts";
import { useDashboard } from "./support/use-dashboard.ts";

let provider: OidcProvider;
const { open, service, expectTrouble } = useDashboard(async () => {
  provider = await startOidcProvider();
  return {
    isOwn: true,
    env: { JWT_ISSUERS: JSON.stringify([issuerEntry(provider)]), JWT_ALGORITHM: "RS256" },
  };
});
beforeAll(() => provider.admit(service().url));
afterAll(() => provider.close());

const VIEW = "/c/demo?w=24h";

/** Signs in at the provider, from the page's button on. */
async function signIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in with Example Login" }).click();
  await page.locator("input[name=login]").fill("ann");
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  // It asks whether the dashboard may know.
  await page.locator("button[type=submit]").click();
  await untilSignedIn(page);
}

// The provider's pages ask for a font elsewhere, and have no icon.
beforeEach(() => expectTrouble(/ERR_NAME_NOT_RESOLVED|status of 404/));

test("signs in at a real provider and returns to the view that was wanted", async () => {
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));

  await signIn(page);

  expect(page.url()).toBe(service().url + VIEW);
  const authorization = new URL(asked.find((url) => url.includes("/auth?")) ?? "");
  expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  // No token in an address, nor in what the tab keeps.
  expect(asked.join("\n")).not.toContain("eyJ");
  expect(await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))).not.toMatch(
    /eyJ|"kubecent.token"/,
  );
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("loading the page anew asks the provider silently, and the view stays", async () => {
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  await signIn(page);

  await page.reload();

  await untilSignedIn(page);
  expect(page.url()).toBe(service().url + VIEW);
});

test("a token is renewed before it expires, without leaving the page", async () => {
  provider.setTokenSeconds(20);
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  const before = provider.grants.length;

  await signIn(page);
  provider.setTokenSeconds(3_600);

  // A token of 20 seconds is due at once, so who the caller is was asked with a renewed one.
  expect(provider.grants.slice(before, before + 2)).toEqual(["authorization_code", "refresh_token"]);
});

test("signing out ends the session there as well: the next one has to log in", async () => {
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  await signIn(page);

  await signOutButton(page).click();
  await page.locator("button[value=yes], button[name=logout]").first().click();
  await page.waitForURL(`${service().url}/`);
  await page.getByRole("button", { name: "Sign in with Example Login" }).click();

  await expect.poll(() => page.locator("input[name=login]").count()).toBe(1);
});

test("who says no there is told so, and may try again or paste a token", async () => {
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  await page.getByRole("button", { name: "Sign in with Example Login" }).click();

  await page.getByRole("link", { name: /cancel/i }).click();

  await expect.poll(() => page.getByRole("alert").textContent()).toContain("You were not signed in there.");
  expect(page.url()).toBe(service().url + VIEW);
  expect(await page.getByLabel("Token").count()).toBe(1);
});

test.each([
  ["made up", "/signed-in?code=made-up&state=made-up"],
  ["an error of somebody's own wording", "/signed-in?error=access_denied&error_description=call+555-0100"],
])("an answer that nobody asked for, %s, signs nobody in and shows nothing of it", async (_what, path) => {
  const page = await open(path, { token: null, hasRunningClock: true });

  await page.getByLabel("Token").waitFor();

  expect(page.url()).toBe(`${service().url}/`);
  expect(await page.locator("main").textContent()).not.toMatch(/made-up|555/);
});

test("an answer with another state is refused", async () => {
  const page = await open(VIEW, { token: null, hasRunningClock: true });
  await page.getByRole("button", { name: "Sign in with Example Login" }).click();
  await page.locator("input[name=login]").waitFor();

  await page.goto(
    `${service().url}/signed-in?code=stolen&state=another&iss=${encodeURIComponent(provider.issuer)}`,
  );

  await expect.poll(() => page.getByRole("alert").textContent()).toContain("state");
});

test("the policy lets the page ask this issuer, and nobody else", async () => {
  expectTrouble(/connect-src|violates|Failed to fetch/);
  const page = await open("/", { token: null });
  const fetched = (url: string): Promise<boolean> =>
    page.evaluate(
      (asked) =>
        fetch(asked).then(
          () => true,
          () => false,
        ),
      url,
    );

  expect(await fetched(`${provider.issuer}/.well-known/openid-configuration`)).toBe(true);
  expect(await fetched("http://127.0.0.1:9/")).toBe(false);
});
