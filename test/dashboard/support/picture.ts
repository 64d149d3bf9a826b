import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import type { Locator, Page } from "playwright-core";
import { PNG } from "pngjs";

const GOLDENS = path.join(import.meta.dirname, "../pictures");
/** Where what differs is put, to be looked at. */
const DIFFERENCES = path.join(import.meta.dirname, "../../../build/pictures");
/** How far a colour may be off, of 1. */
const THRESHOLD = 0.1;

/**
 * How many pixels of a page, or of a part of it, differ from the picture that is kept under this name; 0 where they are
 * alike. `KUBECENT_PICTURES=write` keeps the picture as it is now.
 */
export async function pixelsUnlike(seen: Page | Locator, name: string): Promise<number> {
  const shot = await seen.screenshot({ animations: "disabled", caret: "hide" });
  const golden = path.join(GOLDENS, `${name}.png`);
  if (process.env["KUBECENT_PICTURES"] === "write") {
    mkdirSync(GOLDENS, { recursive: true });
    writeFileSync(golden, shot);
    return 0;
  }
  if (!existsSync(golden)) throw new Error(`${golden} is missing: KUBECENT_PICTURES=write makes it`);
  return compare(PNG.sync.read(readFileSync(golden)), PNG.sync.read(shot), name);
}

function compare(wanted: PNG, found: PNG, name: string): number {
  if (wanted.width !== found.width || wanted.height !== found.height) return keep(found, name, Infinity);
  const difference = new PNG({ width: wanted.width, height: wanted.height });
  const { width, height } = wanted;
  const unlike = pixelmatch(wanted.data, found.data, difference.data, width, height, {
    threshold: THRESHOLD,
  });
  if (unlike > 0) keep(found, `${name}-found`, unlike);
  return unlike > 0 ? keep(difference, name, unlike) : 0;
}

function keep(picture: PNG, name: string, unlike: number): number {
  mkdirSync(DIFFERENCES, { recursive: true });
  writeFileSync(path.join(DIFFERENCES, `${name}.png`), PNG.sync.write(picture));
  return unlike;
}
