import { constants, gzipSync } from "node:zlib";

/** A file of the build, by the path at which it is served. */
export interface BuiltFile {
  readonly path: string;
  readonly body: Buffer;
}

/** What something takes on the way, and what it may take. kB are 1,000 bytes. */
export interface Size {
  readonly what: string;
  readonly bytes: number;
  readonly most: number;
}

const MOST_BYTES = { script: 120_000, style: 12_000, later: 15_000 };

/** Sizes under gzip: what the page loads at once, and each script that comes later, a screen as a rule. */
export function measureBuild(page: string, files: readonly BuiltFile[]): Size[] {
  const named = files.filter(({ path }) => page.includes(`"./${path.slice(1)}"`));
  const sumOf = (ending: string): number =>
    named.filter(({ path }) => path.endsWith(ending)).reduce((sum, { body }) => sum + zippedBytes(body), 0);
  const later = files.filter((file) => file.path.endsWith(".js") && !named.includes(file));
  return [
    { what: "scripts at once", bytes: sumOf(".js"), most: MOST_BYTES.script },
    { what: "styles at once", bytes: sumOf(".css"), most: MOST_BYTES.style },
    ...later.map(({ path, body }) => ({ what: path, bytes: zippedBytes(body), most: MOST_BYTES.later })),
  ];
}

function zippedBytes(body: Buffer): number {
  return gzipSync(body, { level: constants.Z_BEST_COMPRESSION }).length;
}

/** What is larger than it may be; a line each. */
export function budgetFaults(sizes: readonly Size[]): string[] {
  return sizes
    .filter(({ bytes, most }) => bytes > most)
    .map(({ what, bytes, most }) => `${what}: found ${bytes} bytes under gzip, wanted ${most} at most`);
}
