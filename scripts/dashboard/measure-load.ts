// `npm run dashboard:load -- URL TOKEN`: how long a first visit takes on a slow phone, screen by screen. Lighthouse's own
// network and processor: 150 ms there and back, 1.6 Mbit/s, a quarter of the processor, nothing in the browser's cache.
import type { Browser } from "playwright-core";
import { median, readTarget, signedInPage, startBrowser } from "./measured-page.ts";

const SLOW_PHONE = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_000_000) / 8,
  uploadThroughput: (0.75 * 1_000_000) / 8,
};
const SLOWER = 4;
const VISITS = 3;
const SCREENS = ["/", "/explore", "/changes", "/idle", "/assets", "/trust", "/savings", "/watch"];

/** Runs in the page. Where there is no entry of a kind, nobody calls: then a second is waited for it. */
const READ_VISIT = `(async () => {
  const [paints, largest, shifts] = await Promise.all(
    ["paint", "largest-contentful-paint", "layout-shift"].map((type) => new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
      setTimeout(resolve, 1000, []);
    })),
  );
  return {
    firstContentMs: paints.find(({ name }) => name === "first-contentful-paint")?.startTime ?? NaN,
    largestContentMs: largest.at(-1)?.startTime ?? NaN,
    layoutShift: shifts.reduce((sum, { value }) => sum + value, 0),
  };
})()`;

interface Visit {
  readonly firstContentMs: number;
  readonly largestContentMs: number;
  readonly layoutShift: number;
  /** What the service was asked. */
  readonly questions: number;
}

const { url, token } = readTarget("npm run dashboard:load --");
const browser = await startBrowser();
process.stdout.write("first content  largest content  layout shift  questions  screen\n");
for (const screen of SCREENS) {
  const visits: Visit[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) visits.push(await visitOnce(browser, `${url}${screen}`));
  const of = (key: keyof Visit): number => median(visits.map((each) => each[key]));
  const [first, largest] = [of("firstContentMs"), of("largestContentMs")].map((ms) => `${Math.round(ms)} ms`);
  const shift = of("layoutShift").toFixed(3);
  const questions = String(of("questions"));
  process.stdout.write(
    `${first?.padStart(13)}  ${largest?.padStart(15)}  ${shift.padStart(12)}  ${questions.padStart(9)}  ${screen}\n`,
  );
}
await browser.close();

async function visitOnce(own: Browser, address: string): Promise<Visit> {
  const page = await signedInPage(own, token);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_PHONE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  let questions = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/")) questions += 1;
  });
  await page.goto(address, { waitUntil: "networkidle" });
  const visit = await page.evaluate<Omit<Visit, "questions">>(READ_VISIT);
  await page.context().close();
  return { ...visit, questions };
}
