import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|svg)$/;

/** Writes each file of the build once more as brotli and gzip: the server sends them as they lie there. */
export function compressBuild(): Plugin {
  return {
    name: "compress-build",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      for (const file of Object.values(bundle)) {
        if (!TEXT.test(file.fileName)) continue;
        const body = Buffer.from(file.type === "chunk" ? file.code : file.source);
        const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
        writeFileSync(`${dir}/${file.fileName}.br`, brotliCompressSync(body, { params: hint }));
        writeFileSync(`${dir}/${file.fileName}.gz`, gzipSync(body, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
