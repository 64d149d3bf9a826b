import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compressBuild } from "./bundle/compress-build.ts";
import { preloadPage } from "./bundle/preload-page.ts";
import { PAGE_FILES } from "./bundle/split-page.ts";

/** Where the SDK's source is: a first start has not built it yet. */
const SDK = fileURLToPath(new URL("../sdk/src/index.ts", import.meta.url));

export default defineConfig({
  root: import.meta.dirname,
  // Names of files are relative to the page, so that it works behind a path prefix.
  base: "./",
  resolve: { alias: { "@kubecent/sdk": SDK } },
  plugins: [preloadPage(), compressBuild()],
  build: {
    target: "es2023",
    // Not Vite's own `assets`, which is the path of a screen.
    assetsDir: "files",
    // The page's policy allows no data: addresses, and no inline script.
    assetsInlineLimit: 0,
    // All styles together are a few kB. In files of their own they would come after the scripts that ask for them.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: { codeSplitting: { groups: PAGE_FILES } },
      onLog(level, log, handle) {
        // React's packages mark files for servers that render; here a browser does.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
});
