import { existsSync } from "node:fs";
import { type BrowserServer, chromium } from "playwright-core";

/** The first that is there. What has no windows to show needs half the time for a page. */
const PLACES = [
  process.env["KUBECENT_CHROMIUM"],
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/**
 * One process draws all windows of a site: to start one for each takes longer than most tests. What it draws is put
 * together in the browser's own process: to hand it to another one takes a tenth more of a processor.
 */
const FEW_PROCESSES = ["--process-per-site", "--disable-site-isolation-trials", "--in-process-gpu"];

/** Playwright's own list, which ours replaces, and the process that would be started ahead for the next window. */
const DISABLED_FEATURES = [
  "SpareRendererForSitePerProcess",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
];

/** Where the browser of these tests is: the one of KUBECENT_CHROMIUM, else Debian's. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => place !== undefined && existsSync(place));
}

/** Starts a browser that draws the same on every machine with the same fonts. */
export function startChromium(): Promise<BrowserServer> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("Chromium is not installed: apt-get install chromium");
  return chromium.launchServer({
    executablePath,
    args: [
      // Root, as in containers, gets no sandbox; what is opened is this service alone.
      "--no-sandbox",
      "--font-render-hinting=none",
      "--disable-lcd-text",
      "--force-color-profile=srgb",
      `--disable-features=${DISABLED_FEATURES.join(",")}`,
      ...FEW_PROCESSES,
    ],
  });
}
