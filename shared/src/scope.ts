import type { NamePattern, Scope } from "./wire/scope.ts";

/** Everything there is. */
export const FULL_SCOPE: Scope = { clusters: "all", namespaces: "all" };
/** Nothing at all. */
export const NO_SCOPE: Scope = { clusters: [], namespaces: {} };

/** Whether a scope shows a namespace of a cluster. */
export function scopeShows(scope: Scope, cluster: string, namespace: string): boolean {
  return squares(scope).some(
    (square) => matches(square.cluster, cluster) && matches(square.namespace, namespace),
  );
}

/** Whether a scope shows a cluster, or part of it. */
export function scopeShowsCluster(scope: Scope, cluster: string): boolean {
  return squares(scope).some((square) => matches(square.cluster, cluster));
}

/** Whether a scope leaves nothing out, so that nothing needs to be filtered. */
export function isFullScope(scope: Scope): boolean {
  // Asked several times a request, and most callers see all.
  if (scope.clusters === "all" && scope.namespaces === "all") return true;
  return squares(scope).some(({ cluster, namespace }) => cluster === ANY && namespace === ANY);
}

/** Which namespaces of a cluster a scope shows: names, and beginnings of names that end in `*`. */
export function namespacePatterns(scope: Scope, cluster: string): NamePattern[] {
  const shown = squares(scope).filter((square) => matches(square.cluster, cluster));
  return [...new Set(shown.map(({ namespace }) => namespace))];
}

/** Whether a scope shows all of a cluster, whatever namespaces it will have. */
export function scopeShowsWhole(scope: Scope, cluster: string): boolean {
  return namespacePatterns(scope, cluster).includes(ANY);
}

/** Whether all that `inner` shows is shown by `outer` too. */
export function isScopeWithin(inner: Scope, outer: Scope): boolean {
  const wide = squares(outer);
  return squares(inner).every((square) => wide.some((other) => holds(other, square)));
}

/** What a scope shows of some clusters, by their names. Never more than the scope does. */
export function scopeOfClusters(scope: Scope, clusters: readonly string[]): Scope {
  return fromSquares(
    [...new Set(clusters)].flatMap((cluster) =>
      namespacePatterns(scope, cluster).map((namespace) => ({ cluster, namespace })),
    ),
  );
}

/** What any of the scopes shows, in one form: equal scopes are equal texts as JSON. */
export function unionScopes(scopes: readonly Scope[]): Scope {
  if (scopes.some(({ clusters, namespaces }) => clusters === "all" && namespaces === "all"))
    return FULL_SCOPE;

  const namespacesOf = new Map<NamePattern, Set<NamePattern>>();
  for (const { cluster, namespace } of scopes.flatMap(squares)) {
    namespacesOf.set(cluster, (namespacesOf.get(cluster) ?? new Set()).add(namespace));
  }
  const all = [...namespacesOf].flatMap(([cluster, names]) =>
    [...names].map((namespace) => ({ cluster, namespace })),
  );
  return fromSquares(all.filter((square) => !isInAnother(square, namespacesOf)));
}

/** Namespaces of clusters, both as patterns. A scope is a set of them. */
interface Square {
  readonly cluster: NamePattern;
  readonly namespace: NamePattern;
}

const ANY = "*";

function squares({ clusters, namespaces }: Scope): Square[] {
  const byCluster = namespaces === "all" ? [[ANY, "all"] as const] : Object.entries(namespaces);
  return byCluster.flatMap(([key, names]) =>
    listOf(clusters).flatMap((pattern) => {
      const cluster = intersection(pattern, key);
      return cluster === undefined ? [] : listOf(names).map((namespace) => ({ cluster, namespace }));
    }),
  );
}

function fromSquares(parts: readonly Square[]): Scope {
  const clusters = [...new Set(parts.map(({ cluster }) => cluster))].toSorted();
  const isWhole = parts.length > 0 && parts.every(({ namespace }) => namespace === ANY);
  const namesOf = (wanted: string): "all" | NamePattern[] => {
    const names = parts.filter(({ cluster }) => cluster === wanted).map(({ namespace }) => namespace);
    return names.includes(ANY) ? "all" : names.toSorted();
  };
  return {
    clusters: clusters.includes(ANY) ? "all" : clusters,
    namespaces: isWhole ? "all" : Object.fromEntries(clusters.map((cluster) => [cluster, namesOf(cluster)])),
  };
}

function listOf(patterns: "all" | readonly NamePattern[]): readonly NamePattern[] {
  return patterns === "all" ? [ANY] : patterns;
}

/**
 * Whether a wider square holds all of this one. It is looked for by the names that it would have: comparing each
 * with each would take a tenth of a second for a caller with a thousand patterns, at every request.
 */
function isInAnother(
  { cluster, namespace }: Square,
  namespacesOf: ReadonlyMap<NamePattern, ReadonlySet<string>>,
) {
  return widerOrEqual(cluster).some((outer) => {
    const names = namespacesOf.get(outer);
    return (
      names &&
      widerOrEqual(namespace).some((name) => names.has(name) && (outer !== cluster || name !== namespace))
    );
  });
}

/** Every pattern that covers this one: itself, and each beginning of it. */
function widerOrEqual(pattern: NamePattern): NamePattern[] {
  const stem = pattern.endsWith(ANY) ? pattern.slice(0, -1) : pattern;
  const beginnings = Array.from({ length: stem.length + 1 }, (_, length) => stem.slice(0, length) + ANY);
  return pattern.endsWith(ANY) ? beginnings : [...beginnings, pattern];
}

function holds(outer: Square, inner: Square): boolean {
  return covers(outer.cluster, inner.cluster) && covers(outer.namespace, inner.namespace);
}

/** Two patterns meet in the narrower of them, or not at all: each is a name or all that begin alike. */
function intersection(one: NamePattern, other: NamePattern): NamePattern | undefined {
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}

function covers(outer: NamePattern, inner: NamePattern): boolean {
  if (!outer.endsWith(ANY)) return outer === inner;
  const stem = inner.endsWith(ANY) ? inner.slice(0, -1) : inner;
  return stem.startsWith(outer.slice(0, -1));
}

function matches(pattern: NamePattern, name: string): boolean {
  return pattern.endsWith(ANY) ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
