import { etagOf, type SignInWay } from "./read-dashboard.ts";

/** The page as it is sent. */
interface Page {
  readonly body: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/** The page, at any path. */
export interface Pages {
  at(path: string): Page;
}

/**
 * The page's own files, and nothing else from anywhere: no inline script or style, no frame, no form that is sent away,
 * no text that is turned into script.
 */
const policyFor = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...origins].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

/**
 * Addresses in the page are relative, by how deep its path is: a proxy may take a prefix off before the path comes
 * here, and a relative address has the prefix again. There are few depths, so each page is made once.
 */
export function createPages(html: string, ways: readonly SignInWay[]): Pages {
  const policy = policyFor([...new Set(ways.flatMap(({ origins }) => origins))]);
  const told = html.replace(WAYS_PLACE, () => `<meta name="sign-in-ways" content="${asAttribute(ways)}" />`);
  const made = new Map<number, Page>();
  const make = (depth: number): Page => {
    const body = Buffer.from(told.replaceAll('="./', `="${upwards(depth)}`));
    const page = { body, etag: etagOf(body), policy };
    made.set(depth, page);
    return page;
  };
  return {
    at(path) {
      const depth = path.split("/").length - 2;
      return made.get(depth) ?? make(depth);
    },
  };
}

/** Where index.html leaves room for what this service is told by its settings: the policy lets no script stand in it. */
const WAYS_PLACE = /<meta name="sign-in-ways" content="" ?\/?>/;

function asAttribute(ways: readonly SignInWay[]): string {
  const told = ways.map(({ issuer, name, clientId, scopes, token, parameters }) => ({
    issuer,
    name,
    clientId,
    scopes,
    token,
    parameters,
  }));
  return JSON.stringify(told).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** From a path that lies so many folders deep to the page's root. */
function upwards(depth: number): string {
  return depth === 0 ? "./" : "../".repeat(depth);
}
