import { type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { startChromium } from "./chromium.ts";
import {
  type DashboardService,
  type DashboardServiceOptions,
  startDashboardService,
} from "./dashboard-service.ts";
import { DEMO_NOW } from "./demo-days.ts";
import { watchCost } from "./page-cost.ts";
import { watchTroubles } from "./troubles.ts";

export interface OpenOptions extends BrowserContextOptions {
  /** Signed in with this token; null opens the way to sign in. An admin's where nothing is said. */
  readonly token?: string | null;
  /** Lets the page's clock run, for what depends on somebody else's; it stands at `DEMO_NOW` otherwise. */
  readonly hasRunningClock?: boolean;
}

/** One service and one browser for all tests of a file. */
export interface Dashboard {
  readonly service: () => DashboardService;
  /**
   * Opens a path in a window of its own. Whatever the page complains of fails the test: violations of the policy, errors
   * of the console, errors that nobody catches.
   */
  readonly open: (path: string, options?: OpenOptions) => Promise<Page>;
  /** Lets this test's pages complain of what it is about, such as an answer with 429. */
  readonly expectTrouble: (pattern: RegExp) => void;
}

/** What is the same on every machine, so that pictures are. */
const SAME_EVERYWHERE: BrowserContextOptions = {
  viewport: { width: 1_280, height: 900 },
  locale: "en-US",
  timezoneId: "UTC",
  colorScheme: "light",
  reducedMotion: "reduce",
};

/** Starts a service and a browser for the file that calls it; each test's windows are closed after it. */
export function useDashboard(
  options: DashboardServiceOptions | (() => Promise<DashboardServiceOptions>) = {},
): Dashboard {
  const troubles = watchTroubles();
  let service: DashboardService;
  let browser: Browser;
  let adminToken = "";

  beforeAll(async () => {
    const own = typeof options === "function" ? await options() : options;
    [service, browser] = await Promise.all([startDashboardService(own), startChromium()]);
    adminToken = await service.makeToken();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(troubles.take()).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  return {
    service: () => service,
    open: async (path, { token = adminToken, hasRunningClock = false, ...own } = {}) => {
      const context = await browser.newContext({ ...SAME_EVERYWHERE, ...own });
      if (token !== null) await context.addInitScript(keepToken, token);
      const page = await context.newPage();
      await troubles.watch(page);
      await watchCost(page);
      if (!hasRunningClock) await page.clock.setFixedTime(DEMO_NOW);
      await page.goto(service.url + path);
      return page;
    },
    expectTrouble: (pattern) => troubles.expect(pattern),
  };
}

/** Runs in the page, before anything else: as if it had been signed in there before, and kept. */
function keepToken(token: string): void {
  sessionStorage.setItem("kubecent.token", token);
}
