// Builds what is published: one JavaScript file and one file of types, each as ES module and as CommonJS.
// tRPC and the service's types are bundled in, because @trpc/client asks for TypeScript as a peer, and npm would
// then install 27 MB of compiler with every copy of this package.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const SDK = import.meta.dirname;
const ROOT = resolve(SDK, "..");
const DIST = resolve(SDK, "dist");
// Where tsconfig.build.json puts the types of each source file.
const EMITTED = resolve(ROOT, "build/sdk");

/** What the types of other workspaces resolve to once they are emitted. */
const WORKSPACE_TYPES: Readonly<Record<string, string>> = {
  "@kubecent/server/router": resolve(EMITTED, "server/src/api/router.d.ts"),
  "@kubecent/shared": resolve(EMITTED, "shared/src/index.d.ts"),
};

emitTypes();
rmSync(DIST, { recursive: true, force: true });
await bundleJavaScript();
await bundleTypes();
copyFileSync(resolve(DIST, "index.d.mts"), resolve(DIST, "index.d.cts"));
copyFileSync(resolve(ROOT, "LICENSE"), resolve(SDK, "LICENSE"));

function emitTypes(): void {
  rmSync(EMITTED, { recursive: true, force: true });
  const compiler = resolve(ROOT, "node_modules/typescript/bin/tsc");
  const command = [compiler, "-p", resolve(SDK, "tsconfig.build.json")];
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  if (status !== 0) throw new Error(`tsc ended with ${status}; the types above must be right before a build`);
}

async function bundleJavaScript(): Promise<void> {
  const bundle = await rolldown({
    input: { index: resolve(SDK, "src/index.ts") },
    platform: "neutral",
    resolve: { mainFields: ["module", "main"], conditionNames: ["import", "default"] },
    transform: { target: "es2022" },
    treeshake: { moduleSideEffects: false, propertyReadSideEffects: false },
  });
  await bundle.write({ dir: DIST, format: "es", entryFileNames: "[name].mjs" });
  await bundle.write({ dir: DIST, format: "cjs", entryFileNames: "[name].cjs", exports: "named" });
  await bundle.close();
}

async function bundleTypes(): Promise<void> {
  const bundle = await rolldown({
    input: { index: resolve(EMITTED, "sdk/src/index.d.ts") },
    plugins: [
      emittedTypes(),
      withoutTrpcComments(),
      dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false }),
    ],
  });
  await bundle.write({ dir: DIST, format: "es", entryFileNames: "[name].d.mts" });
  await bundle.close();
}

/** Leaves out tRPC's own comments, a quarter of the bundle: what a caller hovers over are our types, not tRPC's. */
function withoutTrpcComments(): Plugin {
  return {
    name: "without-trpc-comments",
    transform: {
      order: "pre",
      filter: { id: /@trpc.*\.d\.[mc]?ts$/ },
      handler: (code) => code.replaceAll(/\/\*\*[^]*?\*\//g, ""),
    },
  };
}

/** Finds emitted types by the names under which the sources import each other. */
function emittedTypes(): Plugin {
  return {
    name: "emitted-types",
    resolveId: {
      order: "pre",
      handler(id, importer) {
        if (WORKSPACE_TYPES[id]) return WORKSPACE_TYPES[id];
        if (!importer?.startsWith(EMITTED) || !/^\.\.?\/.*\.ts$/.test(id)) return undefined;
        // Emitted types still name each other ".ts".
        const path = resolve(dirname(importer), id.replace(/(\.d)?\.ts$/, ".d.ts"));
        // A procedure's context is the server's own affair, and would bring pg's types along.
        if (path === resolve(EMITTED, "server/src/api/context.d.ts"))
          return resolve(SDK, "context-stub.d.ts");
        return existsSync(path) ? path : undefined;
      },
    },
  };
}
