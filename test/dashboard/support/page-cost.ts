import type { Page } from "playwright-core";
import { expect } from "vitest";

const asked = new WeakMap<Page, string[]>();

/** Notes what a page asks the service, and how far it moves what is already seen. Before the page is opened. */
export async function watchCost(page: Page): Promise<void> {
  const questions: string[] = [];
  asked.set(page, questions);
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.includes("/api/")) questions.push(pathname.replace(/.*\/api\/(trpc\/)?/, ""));
  });
  await page.addInitScript(() => {
    const moved: { value: number; what: string }[] = [];
    Reflect.set(globalThis, "movedParts", moved);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: { node?: Element | null }[] = Reflect.get(entry, "sources");
        const what = sources.map(({ node }) => `${node?.nodeName} ${node?.textContent?.slice(0, 40)}`);
        moved.push({ value: Reflect.get(entry, "value"), what: what.join("; ") });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The procedures that a page has asked since the last look. */
export function takeQuestions(page: Page): string[] {
  return asked.get(page)?.splice(0) ?? [];
}

/** A tenth of what Lighthouse still calls good. */
const MOST_MOVED = 0.01;
/** The service answers a hundred questions a minute: a screen takes few of them. */
const MOST_QUESTIONS = 8;

/** Holds a page that has been loaded to moving nothing that a reader would notice, and to asking little. */
export async function expectCalm(page: Page): Promise<void> {
  const moved = await page.evaluate<{ value: number; what: string }[]>("movedParts");
  const sum = moved.reduce((total, { value }) => total + value, 0);
  expect(sum > MOST_MOVED ? moved : []).toEqual([]);
  const questions = takeQuestions(page);
  expect(questions.length).toBeLessThanOrEqual(MOST_QUESTIONS);
  expect(questions.filter((name) => isAskedTooOften(name, questions))).toEqual([]);
}

/** As a whole, by its parts, and before; the window and the one before; by parts of a number; open ones and all. All others stand once. */
const MOST_OF_ONE: Readonly<Record<string, number>> = {
  "anomalies.list": 2,
  "cost.timeseries": 3,
  "cost.cluster": 2,
  "cost.explain": 3,
};

/** What is asked before the page is drawn has to be what its screen asks then, to the letter: else both are asked. */
function isAskedTooOften(name: string, questions: readonly string[]): boolean {
  return questions.filter((each) => each === name).length > (MOST_OF_ONE[name] ?? 1);
}
