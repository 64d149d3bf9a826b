import { globSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Writes each file of the build once more as brotli and gzip: the server sends them as they lie there. */
export function compressBuild(): Plugin {
  return {
    name: "compress-build",
    apply: "build",
    writeBundle({ dir = "" }) {
      for (const name of globSync("assets/*.{js,css,svg}", { cwd: dir })) {
        const body = readFileSync(`${dir}/${name}`);
        const br = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
        writeFileSync(`${dir}/${name}.br`, br);
        writeFileSync(`${dir}/${name}.gz`, gzipSync(body, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
