import path from "node:path";
import { inject } from "vitest";

/**
 * What Node is given to start the service, or a command of the operator's: the files that were bundled for this run,
 * which take half as long to load as a thousand sources, and say in traces where these are. Elsewhere the sources.
 */
export function processOf(what: "main" | "admin"): readonly string[] {
  const folder = inject("serverBundle");
  return folder === undefined
    ? [`server/src/${what}.ts`]
    : ["--enable-source-maps", path.join(folder, `${what}.mjs`)];
}
