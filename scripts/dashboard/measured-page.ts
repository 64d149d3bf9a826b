import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../../test/dashboard/support/chromium.ts";

/** Reads `URL TOKEN` from the command line: a dashboard that runs, and a token for it. */
export function readTarget(use: string): { url: string; token: string } {
  const [url, token] = process.argv.slice(2);
  if (url === undefined || token === undefined) throw new Error(`Two words are wanted: ${use} URL TOKEN`);
  return { url: url.replace(/\/$/, ""), token };
}

/** A browser to measure in. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("Chromium is not installed: apt-get install chromium");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A page that is signed in, in a window of its own with nothing kept. */
export async function signedInPage(browser: Browser, token: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  await context.addInitScript((text) => sessionStorage.setItem("kubecent.token", text), token);
  return context.newPage();
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
