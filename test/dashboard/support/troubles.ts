import type { Page } from "playwright-core";

/** What pages complained of, since the last look. */
export interface Troubles {
  watch(page: Page): Promise<void>;
  /** Leaves out what matches, until the next look. */
  expect(pattern: RegExp): void;
  take(): string[];
}

/** Collects what pages complain of. */
export function watchTroubles(): Troubles {
  let found: string[] = [];
  let expected: RegExp[] = [];
  const note = (trouble: string): void => void found.push(trouble);
  return {
    async watch(page) {
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") note(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
      // The browser itself tells of violations on the console; a page could silence that, but not this.
      await page.exposeFunction("noteViolation", (text: string) => note(`policy: ${text}`));
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
          Reflect.get(globalThis, "noteViolation")(`${effectiveDirective} ${blockedURI} ${sample}`);
        });
      });
    },
    expect: (pattern) => void expected.push(pattern),
    take() {
      const left = found.filter((trouble) => !expected.some((pattern) => pattern.test(trouble)));
      found = [];
      expected = [];
      return left;
    },
  };
}
