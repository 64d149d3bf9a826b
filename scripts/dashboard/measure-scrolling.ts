// `npm run dashboard:scrolling -- URL TOKEN`: whether tables of 10,000 pods and 5,000 namespaces scroll smoothly. The rows
// are invented from the first one that the service answers.
import type { Page, Route } from "playwright-core";
import { median, readTarget, signedInPage, startBrowser } from "./measured-page.ts";

const TABLES = [
  { name: "10,000 pods", address: "/explore?by=pod&tab=none", rows: 10_000, key: "pod" },
  { name: "5,000 namespaces", address: "/explore?by=namespace&tab=none", rows: 5_000, key: "namespace" },
] as const;
const ROWS_A_PAGE = 1_000;
const WHEEL_TURNS = 60;
const WHEEL_PX = 400;
const SMOOTH_FRAME_MS = 1_000 / 60;

/** Runs in the page: notes how long each frame takes. */
const NOTE_FRAMES = `
  globalThis.frames = [];
  let last = performance.now();
  const next = (now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
`;

const { url, token } = readTarget("npm run dashboard:scrolling --");
const browser = await startBrowser();
for (const table of TABLES) {
  const page = await signedInPage(browser, token);
  await page.route("**/api/trpc/cost.allocation**", (route) => answerMany(route, table));
  await page.goto(`${url}${table.address}`);
  await page.locator("tbody tr[data-row]").first().waitFor();
  const drawn = await page.locator("tbody tr").count();
  const frames = await scrollThrough(page);
  const worst = frames.toSorted((one, other) => one - other)[Math.floor(frames.length * 0.95)] ?? NaN;
  const late = frames.filter((frame) => frame > 2 * SMOOTH_FRAME_MS).length;
  process.stdout.write(
    `${table.name}: ${drawn} rows in the page; a frame takes ${median(frames).toFixed(1)} ms, 95 % at most ${worst.toFixed(1)} ms; ${late} of ${frames.length} late\n`,
  );
  await page.context().close();
}
await browser.close();

/** Turns the wheel over the table, and returns how long each frame took. */
async function scrollThrough(page: Page): Promise<number[]> {
  const box = await page.locator(".table-scroll").boundingBox();
  await page.mouse.move((box?.x ?? 0) + 100, (box?.y ?? 0) + 100);
  await page.evaluate(NOTE_FRAMES);
  for (let turn = 0; turn < WHEEL_TURNS; turn += 1) await page.mouse.wheel(0, WHEEL_PX);
  return page.evaluate<number[]>("frames.slice(1)");
}

interface ManyRows {
  readonly rows: number;
  readonly key: string;
}

/** Answers with as many rows as wanted, a page at a time. */
async function answerMany(route: Route, { rows, key }: ManyRows): Promise<void> {
  const asked = new URL(route.request().url());
  const input = JSON.parse(asked.searchParams.get("input") ?? "{}");
  const first = Number(input.cursor ?? 0);
  delete input.cursor;
  asked.searchParams.set("input", JSON.stringify({ ...input, limit: ROWS_A_PAGE }));
  const response = await route.fetch({ url: asked.href });
  const body = await response.json();
  const { data } = body.result;
  const [model] = data.rows;
  const last = Math.min(rows, first + ROWS_A_PAGE);
  data.rows = Array.from({ length: last - first }, (_, index) => ({
    ...model,
    [key]: `invented-${first + index}`,
  }));
  data.nextCursor = last < rows ? String(last) : null;
  await route.fulfill({ response, json: body });
}
