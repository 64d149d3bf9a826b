/**
 * Where the page stands on its host, without a slash at the end: "" at the root, "/costs" behind a proxy that gives it
 * that prefix. The server does not know the prefix, but the built script does: it lies in `files/` below it.
 */
export const BASE_PATH: string = basePathOf(import.meta.url);

/** The path in which the folder `files` of a script lies. */
export function basePathOf(scriptUrl: string): string {
  return new URL(scriptUrl).pathname.replace(/\/files\/[^/]*$/, "");
}
