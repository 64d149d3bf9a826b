import { createTRPCUntypedClient } from "@trpc/client";
import type { AppRouter } from "@kubecent/server/router";
import { startCall } from "./call.ts";
import type { Settings } from "./settings.ts";
import { transportLink } from "./transport-link.ts";

const TYPE_OF_METHOD: Readonly<Record<string, "query" | "mutation">> = {
  query: "query",
  mutate: "mutation",
};

/** An object on which every path of names ends in a call: `proxy.cost.namespaces.query(input, options)`. */
export function clientProxy(settings: Settings): unknown {
  const client = createTRPCUntypedClient<AppRouter>({ links: [transportLink(settings)] });

  return proxyAt([], (names, [input, options]) => {
    const path = names.slice(0, -1).join(".");
    const type = TYPE_OF_METHOD[names.at(-1) ?? ""];
    if (!type) throw new TypeError(`${names.join(".")} is not a call: end it with query or mutate`);
    return startCall(client, { type, path, input }, options ?? {});
  });
}

type Apply = (names: readonly string[], args: readonly unknown[]) => unknown;

function proxyAt(names: readonly string[], apply: Apply): unknown {
  return new Proxy(() => undefined, {
    get(_target, name) {
      // With a `then`, `await client` would take the client for a promise that never ends.
      if (typeof name !== "string" || name === "then") return undefined;
      return proxyAt([...names, name], apply);
    },
    apply(_target, _this, args: readonly unknown[]) {
      return apply(names, args);
    },
  });
}
