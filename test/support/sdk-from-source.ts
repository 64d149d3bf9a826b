import { registerHooks } from "node:module";

const SOURCE = new URL("../../sdk/src/index.ts", import.meta.url).href;

// The dashboard's modules use the SDK by its name, and tests of the unit run before it is built.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === "@kubecent/sdk" ? { url: SOURCE, shortCircuit: true } : nextResolve(specifier, context),
});
