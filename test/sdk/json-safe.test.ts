import type { AppRouter } from "@kubecent/server/router";
import {
  type AnyTRPCRouter,
  type inferRouterOutputs,
  initTRPC,
  type TRPCMutationProcedure,
  type TRPCQueryProcedure,
} from "@trpc/server";
import { expectTypeOf, test } from "vitest";
import type {
  AuditQuery,
  KubeCentClient,
  MoneyAnswer,
  NamespaceCostRow,
  Query,
} from "../../sdk/src/index.ts";

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** What the procedures of a record return, as written. */
type Written<Routes> = {
  [Name in keyof Routes]: Routes[Name] extends
    | TRPCQueryProcedure<infer Definition>
    | TRPCMutationProcedure<infer Definition>
    ? Definition["output"]
    : Routes[Name] extends object
      ? Written<Routes[Name]>
      : never;
};

/** JSON leaves out what is undefined; that alone makes no difference. */
type Sent<T> = T extends object ? { [Name in keyof T]: Sent<Exclude<T[Name], undefined>> } : T;

type Differing<A, B, Prefix extends string> = {
  [Name in keyof A & keyof B & string]: Equal<Sent<A[Name]>, Sent<B[Name]>> extends true
    ? never
    : `${Prefix}${Name}`;
}[keyof A & keyof B & string];

type DifferingIn<A, B> = {
  [Name in keyof A & keyof B & string]: Differing<A[Name], B[Name], `${Name}.`>;
}[keyof A & keyof B & string];

/** Procedures, two routers deep, whose answer is another one once it has been JSON: a Date, a bigint, a Map. */
type UnsafeOf<Router extends AnyTRPCRouter> = DifferingIn<
  Written<Router["_def"]["record"]>,
  inferRouterOutputs<Router>
>;

const t = initTRPC.create();
const unsafe = t.router({
  cost: {
    since: t.procedure.query(() => ({ at: new Date() })),
    nano: t.procedure.mutation(() => ({ nano: 1n })),
    safe: t.procedure.query(() => ({ totalCost: "1.000000000" })),
  },
});

// The client's types are the procedures' own, by name; that holds only as long as JSON changes nothing.
test("every answer of the service is what JSON makes of it", () => {
  expectTypeOf<UnsafeOf<AppRouter>>().toBeNever();
});

test("an answer that JSON would change is found", () => {
  expectTypeOf<UnsafeOf<typeof unsafe>>().toEqualTypeOf<"cost.since" | "cost.nano">();
});

test("the client's types go by their names", () => {
  expectTypeOf<KubeCentClient["audit"]["list"]>().toExtend<Query<AuditQuery, unknown>>();
  expectTypeOf<Awaited<ReturnType<KubeCentClient["cost"]["namespaces"]["query"]>>>().toEqualTypeOf<
    MoneyAnswer<NamespaceCostRow>
  >();
});
