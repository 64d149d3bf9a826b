import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { DEMO_NOW } from "./demo-days.ts";
import { watchCost } from "./page-cost.ts";
import type { Troubles } from "./troubles.ts";

export interface OpenOptions extends BrowserContextOptions {
  /** Signed in with this token; null opens the way to sign in. An admin's where nothing is said. */
  readonly token?: string | null;
  /** Lets the page's clock run, for what depends on somebody else's; it stands at `DEMO_NOW` otherwise. */
  readonly hasRunningClock?: boolean;
  /** In a browser that knows nothing yet: no file kept from an earlier test, nothing shared with other windows. */
  readonly isApart?: boolean;
}

/** What is the same on every machine, so that pictures are. */
const VIEWPORT = { width: 1_280, height: 900 };
const SAME_EVERYWHERE = { locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce" } as const;
/** As elsewhere: a page that is slow to come on a busy machine is no fault. */
const PATIENCE_MS = 120_000;
/** An answer without a script, which takes no time: for an idle window, or one whose answers are yet to be made up. */
export const PLAIN = "/livez";

export interface WindowsOptions {
  readonly browser: Browser;
  /** The service that is looked at, without a slash at the end. */
  readonly url: string;
  readonly adminToken: string;
  readonly troubles: Troubles;
}

/**
 * Opens pages, each in a window of its own, and closes them after each test. To begin a whole profile takes three times as
 * long as a page: those of tests that wish for the same stay, with the files that they have loaded and nothing else.
 */
export class Windows {
  readonly #options: WindowsOptions;
  /** By what they were made with. */
  readonly #kept = new Map<string, Promise<Profile>>();
  readonly #apart: Profile[] = [];

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  async open(path: string, options: OpenOptions = {}): Promise<Page> {
    const { url, adminToken, troubles } = this.#options;
    const { token = adminToken, colorScheme = "light", viewport = VIEWPORT, ...profile } = options;
    const page = await newPageIn(await this.#profileOf(profile));
    await page.emulateMedia({ colorScheme });
    if (viewport !== null) await page.setViewportSize(viewport);
    if (token !== null) await page.addInitScript(keepToken, token);
    await troubles.watch(page);
    await watchCost(page);
    await page.goto(url + path);
    return page;
  }

  /** Closes what a test has opened, and forgets what its pages have stored. */
  async clear(): Promise<void> {
    await Promise.all(this.#apart.splice(0).map(({ context }) => context.close()));
    const kept = await Promise.all(this.#kept.values());
    await Promise.all(kept.map((profile) => empty(profile)));
  }

  /** Closes everything. */
  async close(): Promise<void> {
    await this.clear();
    const kept = await Promise.all(this.#kept.values());
    this.#kept.clear();
    await Promise.all(kept.map(({ context }) => context.close()));
  }

  async #profileOf({ isApart = false, ...own }: ProfileOptions): Promise<Profile> {
    if (isApart) {
      const profile = await this.#begin(own);
      this.#apart.push(profile);
      return profile;
    }
    const key = JSON.stringify(own);
    const kept = this.#kept.get(key) ?? this.#begin(own);
    this.#kept.set(key, kept);
    return kept;
  }

  async #begin(own: ProfileOptions): Promise<Profile> {
    const context = await this.#newContext(own);
    const idle = await context.newPage();
    await idle.goto(this.#options.url + PLAIN);
    return { context, idle };
  }

  async #newContext({ hasRunningClock = false, ...own }: ProfileOptions): Promise<BrowserContext> {
    const context = await this.#options.browser.newContext({ ...SAME_EVERYWHERE, ...own });
    context.setDefaultTimeout(PATIENCE_MS);
    if (!hasRunningClock) await context.clock.setFixedTime(DEMO_NOW);
    return context;
  }
}

type ProfileOptions = Omit<OpenOptions, "token" | "colorScheme" | "viewport">;

interface Profile {
  readonly context: BrowserContext;
  /** A page that belongs to no test. As long as it is there, so is the process that draws the site's pages. */
  readonly idle: Page;
}

/** The new page lives in the process of the one that asks for it; Playwright's own `newPage` starts another for it. */
async function newPageIn({ context, idle }: Profile): Promise<Page> {
  const opened = context.waitForEvent("page");
  await idle.evaluate(() => void globalThis.open("about:blank"));
  return opened;
}

async function empty({ context, idle }: Profile): Promise<void> {
  const pages = context.pages().filter((page) => page !== idle);
  await Promise.all(pages.map((page) => page.close()));
  await context.setOffline(false);
  await context.clearCookies();
  await idle.evaluate(() => localStorage.clear());
}

/** Runs in the page, before anything else: as if it had been signed in there before, and kept. */
function keepToken(token: string): void {
  sessionStorage.setItem("kubecent.token", token);
}
