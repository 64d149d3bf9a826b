import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";

/** How far a colour may be off, of 1. */
const THRESHOLD = 0.1;
/** Where the pictures of docs/dashboard.md are. */
const DOCS = path.join(import.meta.dirname, "../../../docs/pictures");
/** Where two pictures that differ are put, to be looked at. */
const DIFFERENCES = path.join(import.meta.dirname, "../../../build/pictures");

/** A picture of a page once it has nothing more to ask for. */
export async function pictureOf(page: Page): Promise<Buffer> {
  await page.waitForLoadState("networkidle");
  return page.screenshot({ animations: "disabled", caret: "hide" });
}

/** How many pixels of two pictures of one size differ. Where some do, the difference is kept under this name. */
export function pixelsApart(one: Buffer, other: Buffer, name: string): number {
  const [left, right] = [PNG.sync.read(one), PNG.sync.read(other)];
  const { width, height } = left;
  const difference = new PNG({ width, height });
  const apart = pixelmatch(left.data, right.data, difference.data, width, height, { threshold: THRESHOLD });
  if (apart > 0) keep(DIFFERENCES, name, PNG.sync.write(difference));
  return apart;
}

/** Keeps a picture for docs/dashboard.md where `npm run dashboard:pictures` asks for it. */
export function keepForDocs(name: string, picture: Buffer): void {
  if (process.env["KUBECENT_PICTURES"] === "docs") keep(DOCS, name, picture);
}

function keep(folder: string, name: string, picture: Buffer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.png`), picture);
}
