/** What is known of the modules while they are put into files. */
interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[]; importers: readonly string[] } | null;
}

const ENTRY = new URL("../src/main.ts", import.meta.url).pathname;
const DRAWS_PAGE = new URL("../src/app/draw-page.tsx", import.meta.url).pathname;

/**
 * The files that the build is made of, beside one for each screen and each panel. Left alone, the bundler makes a file of
 * every few lines that two screens share, and each costs a round trip. First come first: a module stands in one of them.
 *
 * - `early`: what asks the service, and needs nothing to draw with.
 * - `page`: React, and the frame around the screens.
 * - `charts`, `tables`: what several screens draw with.
 */
export const PAGE_FILES = [
  {
    debugName: "early",
    name: (id: string, modules: Modules) => (reachedFrom(ENTRY, modules).has(id) ? "early" : null),
  },
  {
    debugName: "page",
    name: (id: string, modules: Modules) => (reachedFrom(DRAWS_PAGE, modules).has(id) ? "page" : null),
  },
  {
    debugName: "charts",
    name: (id: string) => (/\/(charts|over-time|d3-hierarchy)\//.test(id) ? "charts" : null),
  },
  {
    debugName: "tables",
    name: (id: string) =>
      /\/src\/(table|rows|panels|format|data|states|dialogs)\/|why\/(lazy-why|why-(key|link|target)|whole-parts)/.test(
        id,
      )
        ? "tables"
        : null,
  },
].map((group, index, all) => ({
  ...group,
  priority: all.length - index,
  includeDependenciesRecursively: false,
}));

const reached = new WeakMap<Modules, Map<string, Set<string>>>();

/** A module and all that it imports before it runs. */
function reachedFrom(root: string, modules: Modules): Set<string> {
  const known = reached.get(modules) ?? new Map<string, Set<string>>();
  reached.set(modules, known);
  const found = known.get(root) ?? new Set([root]);
  if (!known.has(root))
    for (const id of found) for (const next of modules.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  known.set(root, found);
  return found;
}
