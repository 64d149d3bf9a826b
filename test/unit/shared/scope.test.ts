import {
  FULL_SCOPE,
  isFullScope,
  isScopeWithin,
  NO_SCOPE,
  type Scope,
  ScopeInputSchema,
  scopeOfClusters,
  ScopeSchema,
  scopeShows,
  scopeShowsCluster,
  unionScopes,
} from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";

// Few letters, so that names and patterns meet often.
const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
const pattern = fc.oneof(
  name,
  name.map((text) => `${text}*`),
  fc.constant("*"),
);
const patterns = fc.oneof(fc.constant<"all">("all"), fc.array(pattern, { maxLength: 3 }));
const scope: fc.Arbitrary<Scope> = fc.record({
  clusters: patterns,
  namespaces: fc.oneof(fc.constant<"all">("all"), fc.dictionary(pattern, patterns, { maxKeys: 3 })),
});

test.each([
  { scope: FULL_SCOPE, cluster: "prod", namespace: "shop", shows: true },
  { scope: NO_SCOPE, cluster: "prod", namespace: "shop", shows: false },
  { scope: { clusters: ["prod"], namespaces: "all" }, cluster: "prod", namespace: "shop", shows: true },
  { scope: { clusters: ["prod"], namespaces: "all" }, cluster: "prod-2", namespace: "shop", shows: false },
  { scope: { clusters: ["prod*"], namespaces: "all" }, cluster: "prod-2", namespace: "shop", shows: true },
  {
    scope: { clusters: "all", namespaces: { prod: ["shop"] } },
    cluster: "dev",
    namespace: "shop",
    shows: false,
  },
  {
    scope: { clusters: "all", namespaces: { "*": ["shop-*"] } },
    cluster: "dev",
    namespace: "shop-1",
    shows: true,
  },
  {
    scope: { clusters: "all", namespaces: { "*": ["shop-*"] } },
    cluster: "dev",
    namespace: "shop",
    shows: false,
  },
  {
    scope: { clusters: ["dev"], namespaces: { prod: "all" } },
    cluster: "prod",
    namespace: "shop",
    shows: false,
  },
  {
    scope: { clusters: ["dev"], namespaces: { prod: "all" } },
    cluster: "dev",
    namespace: "shop",
    shows: false,
  },
] satisfies object[])(
  "$scope shows $namespace of $cluster: $shows",
  ({ scope: given, cluster, namespace, shows }) => {
    const read = ScopeSchema.parse(given);

    expect(scopeShows(read, cluster, namespace)).toBe(shows);
  },
);

test.each([
  { input: {}, scope: FULL_SCOPE },
  { input: { namespaces: ["shop"] }, scope: { clusters: "all", namespaces: { "*": ["shop"] } } },
  {
    input: { clusters: ["a", "b"], namespaces: ["shop"] },
    scope: { clusters: ["a", "b"], namespaces: { a: ["shop"], b: ["shop"] } },
  },
  { input: { clusters: [] }, scope: { clusters: [], namespaces: "all" } },
])("$input is written for $scope", ({ input, scope: wanted }) => {
  expect(ScopeInputSchema.parse(input)).toEqual(wanted);
});

test.each([
  { clusters: "prod" },
  { clusters: ["*prod"] },
  { clusters: ["a**"] },
  { clusters: ["a\u0000"] },
  { clusters: [""] },
  { clusters: null },
  { namespaces: { prod: "shop" } },
  { namespaces: { "a*b": "all" } },
  { regions: ["eu"] },
  { clusters: Array.from({ length: 101 }, String) },
  {
    clusters: Array.from({ length: 11 }, (_, index) => `c${index}`),
    namespaces: Array.from({ length: 100 }, (_, index) => `n${index}`),
  },
])("$clusters $namespaces is no scope", (input) => {
  expect(ScopeInputSchema.safeParse(input).success).toBe(false);
});

test("a union shows what any of its scopes shows, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 4 }), name, name, (scopes, cluster, namespace) => {
      const union = unionScopes(scopes);

      expect(scopeShows(union, cluster, namespace)).toBe(
        scopes.some((each) => scopeShows(each, cluster, namespace)),
      );
      expect(scopeShowsCluster(union, cluster)).toBe(scopes.some((each) => scopeShowsCluster(each, cluster)));
    }),
    { numRuns: 2_000 },
  );
});

test("a union has one form, however it came about", () => {
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 4 }), (scopes) => {
      const text = JSON.stringify(unionScopes(scopes));

      expect(JSON.stringify(unionScopes(scopes.toReversed()))).toBe(text);
      expect(JSON.stringify(unionScopes([unionScopes(scopes), ...scopes]))).toBe(text);
      expect(ScopeSchema.safeParse(JSON.parse(text)).success).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("what lies within a scope shows nothing that the scope does not", () => {
  fc.assert(
    fc.property(scope, scope, name, name, (inner, outer, cluster, namespace) => {
      if (!isScopeWithin(inner, outer)) return;

      expect(scopeShows(inner, cluster, namespace) && !scopeShows(outer, cluster, namespace)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test("parts lie within their union, and everything within all alone", () => {
  fc.assert(
    fc.property(scope, scope, (one, other) => {
      const union = unionScopes([one, other]);

      expect(isScopeWithin(one, union) && isScopeWithin(other, union)).toBe(true);
      expect(isScopeWithin(one, FULL_SCOPE)).toBe(true);
      expect(isScopeWithin(NO_SCOPE, one)).toBe(true);
      expect(isScopeWithin(FULL_SCOPE, one)).toBe(isFullScope(one));
    }),
  );
});

test("what a scope shows of some clusters is what it shows there, and nothing elsewhere", () => {
  fc.assert(
    fc.property(
      scope,
      fc.array(pattern, { maxLength: 3 }),
      name,
      name,
      (all, clusters, cluster, namespace) => {
        const some = scopeOfClusters(all, clusters);

        // Whoever asks for a cluster by a pattern gets nothing that they may not see.
        expect(isScopeWithin(some, all)).toBe(true);
        if (clusters.some((each) => each.endsWith("*"))) return;
        expect(scopeShows(some, cluster, namespace)).toBe(
          clusters.includes(cluster) && scopeShows(all, cluster, namespace),
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
