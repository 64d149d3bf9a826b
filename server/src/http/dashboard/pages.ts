import { etagOf } from "./read-dashboard.ts";

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
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/**
 * Addresses in the page are relative, by how deep its path is: a proxy may take a prefix off before the path comes
 * here, and a relative address has the prefix again. There are few depths, so each page is made once.
 */
export function createPages(html: string): Pages {
  const made = new Map<number, Page>();
  const make = (depth: number): Page => {
    const body = Buffer.from(html.replaceAll('="./', `="${upwards(depth)}`));
    const page = { body, etag: etagOf(body), policy: POLICY };
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

/** From a path that lies so many folders deep to the page's root. */
function upwards(depth: number): string {
  return depth === 0 ? "./" : "../".repeat(depth);
}
