import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import {
  type DashboardService,
  type DashboardServiceOptions,
  startDashboardService,
} from "./dashboard-service.ts";
import { type Troubles, watchTroubles } from "./troubles.ts";
import { type OpenOptions, Windows } from "./windows.ts";

export interface OwnDashboardOptions extends DashboardServiceOptions {
  /** This file changes what others would see: hours, prices, budgets, settings. Tokens and links are no such thing. */
  readonly isOwn: true;
}

/** One service, and windows to look at it. */
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

interface Shown {
  readonly service: DashboardService;
  readonly windows: Windows;
  readonly troubles: Troubles;
}

/** What files share that change nothing that others see: it ends with the process that runs them. */
let shared: Promise<Shown> | undefined;
let browser: Promise<Browser> | undefined;

/**
 * Shows the dashboard to the file that calls it; each test's windows are closed after it. All files of a worker look at
 * one service, unless they ask for their own.
 */
export function useDashboard(
  options?: OwnDashboardOptions | (() => Promise<OwnDashboardOptions>),
): Dashboard {
  let shown: Shown;

  beforeAll(async () => {
    const own = typeof options === "function" ? await options() : options;
    shown = await (own === undefined ? (shared ??= show()) : show(own));
  });
  afterEach(async () => {
    await shown.windows.clear();
    expect(shown.troubles.take()).toEqual([]);
  });
  afterAll(async () => {
    if (options === undefined) return;
    await shown.windows.close();
    await shown.service.close();
  });

  return {
    service: () => shown.service,
    open: (path, how) => shown.windows.open(path, how),
    expectTrouble: (pattern) => shown.troubles.expect(pattern),
  };
}

async function show(options: DashboardServiceOptions = {}): Promise<Shown> {
  browser ??= chromium.connect(inject("chromiumUrl"));
  const troubles = watchTroubles();
  const service = await startDashboardService(options);
  const { url } = service;
  const adminToken = await service.makeToken();
  return { service, troubles, windows: new Windows({ browser: await browser, url, adminToken, troubles }) };
}
