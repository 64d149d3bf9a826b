import { hash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { JwtIssuer } from "../../config/fields/jwt-issuers.ts";
import type { SignInAtIssuer } from "../../config/fields/sign-in-at-issuer.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";

/** A file of the built dashboard, in every coding that it was compressed to. */
export interface DashboardFile {
  readonly type: string;
  readonly etag: string;
  /** Whether its name says what is in it, so that it never has to be asked for again. */
  readonly isNamedByContents: boolean;
  readonly bodies: { readonly identity: Buffer; readonly br?: Buffer; readonly gzip?: Buffer };
}

/** The built dashboard, in memory. */
export interface BuiltDashboard {
  /** index.html, whose addresses begin with `./`. */
  readonly page: string;
  /** By the path of a request, such as `/files/index-a1b2.js`. */
  readonly files: ReadonlyMap<string, DashboardFile>;
}

/** An issuer at which people sign in, as the page is told of it. Nothing in it is a secret. */
export interface SignInWay extends Omit<SignInAtIssuer, "name" | "origins"> {
  readonly issuer: string;
  /** What the button says. */
  readonly name: string;
  /** Origins that the page asks for tokens. */
  readonly origins: readonly string[];
}

/** The dashboard that is served. */
export interface ServedDashboard {
  /** Null where it has not been built: its pages say so. */
  readonly built: BuiltDashboard | null;
  /** Where people can sign in, beside pasting a token. */
  readonly signInWays: readonly SignInWay[];
}

/** Where the dashboard is built to, in the repository and in the image. */
const BUILT = fileURLToPath(new URL("../../../../dashboard/dist", import.meta.url));
const PAGE = "index.html";
const COMPRESSED = /\.(br|gz)$/;
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** The dashboard that is served; null where it has not been built, which the log is told, and which keeps nobody from the API. */
export function openDashboard(settings: Settings, log: Log): ServedDashboard {
  const built = readDashboard();
  if (!built) {
    log.warn("dashboard.not_built", {
      message: "The dashboard has not been built, so its pages answer 404. Build it: npm run build:dashboard",
    });
  }
  return { built, signInWays: signInWaysOf(settings) };
}

/** Where the settings let people sign in. */
export function signInWaysOf({ JWT_ISSUERS: issuers = [] }: Settings): SignInWay[] {
  return issuers.flatMap(signInWay);
}

function signInWay({ issuer, signIn }: JwtIssuer): SignInWay[] {
  if (!signIn) return [];
  const { origin, hostname } = new URL(issuer);
  return [
    { ...signIn, issuer, name: signIn.name ?? hostname, origins: [...new Set([origin, ...signIn.origins])] },
  ];
}

/** Reads the built dashboard; null where there is none. */
export function readDashboard(folder: string = BUILT): BuiltDashboard | null {
  const names = globSync("**/*.*", { cwd: folder });
  if (!names.includes(PAGE)) return null;
  const served = names.filter((name) => name !== PAGE && !COMPRESSED.test(name));
  return {
    page: readFileSync(path.join(folder, PAGE), "utf8"),
    files: new Map(served.map((name) => [`/${name}`, readFile(folder, name, names)])),
  };
}

function readFile(folder: string, name: string, names: readonly string[]): DashboardFile {
  const read = (each: string): Buffer => readFileSync(path.join(folder, each));
  const identity = read(name);
  return {
    type: TYPES[path.extname(name)] ?? "application/octet-stream",
    etag: etagOf(identity),
    isNamedByContents: name.startsWith("files/"),
    bodies: {
      identity,
      ...(names.includes(`${name}.br`) && { br: read(`${name}.br`) }),
      ...(names.includes(`${name}.gz`) && { gzip: read(`${name}.gz`) }),
    },
  };
}

/** A strong tag: the same bytes have the same tag in every replica. */
export function etagOf(body: string | Buffer): string {
  return `"${hash("sha256", body, "base64url")}"`;
}
