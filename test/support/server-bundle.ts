import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** In the repository, so that the packages that stay outside are found from there. */
const PLACE = path.join(REPOSITORY, "node_modules/.cache");
const PREFIX = "kubecent-test-server-";
const KEPT_MS = 24 * 3_600_000;

/** Packages that read files of their own, that others depend on and need not be there, and what belongs to these. */
const OUTSIDE = [/^(?:pino|pino-pretty|ioredis|node-pg-migrate|pg-native)$/, /^protobufjs\//];

/**
 * Makes a few files of the service and of the operator's commands, with all that they import, and says in which folder
 * they are. What was bundled from the same sources before is taken again, with what Node has compiled of it.
 */
export async function bundleServer(): Promise<string> {
  mkdirSync(PLACE, { recursive: true });
  const unfinished = mkdtempSync(path.join(PLACE, PREFIX));
  const chunks = await writeBundle(unfinished);
  const folder = path.join(PLACE, PREFIX + hashOf(chunks));
  sweepOlder(folder);
  moveOnce(unfinished, folder);
  return folder;
}

async function writeBundle(dir: string): Promise<readonly OutputChunk[]> {
  const bundle = await rolldown({
    input: {
      main: path.join(REPOSITORY, "server/src/main.ts"),
      admin: path.join(REPOSITORY, "server/src/admin.ts"),
    },
    platform: "node",
    external: OUTSIDE,
    plugins: [inItsPlace()],
    logLevel: "silent",
  });
  const names = { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" };
  const { output } = await bundle.write({ dir, format: "es", sourcemap: true, ...names });
  await bundle.close();
  return output.filter((file) => file.type === "chunk");
}

/** Lets each module go on as if it were where its source is: there it looks for migrations, lists and workers. */
function inItsPlace(): Plugin {
  return {
    name: "in-its-place",
    transform: {
      filter: { code: "import.meta." },
      handler: (code, id) => ({
        code: code
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
          .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(id))),
        // Lines stay what they are.
        map: null,
      }),
    },
  };
}

function hashOf(chunks: readonly OutputChunk[]): string {
  const hash = createHash("sha256");
  for (const { fileName, code } of chunks) hash.update(fileName).update(code);
  return hash.digest("hex").slice(0, 16);
}

/** Runs beside this one may make the same, and use it already: whoever comes second leaves it. */
function moveOnce(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Removes what no run has taken for a day. */
function sweepOlder(folder: string): void {
  for (const name of readdirSync(PLACE).filter((each) => each.startsWith(PREFIX))) {
    const one = path.join(PLACE, name);
    if (one !== folder && Date.now() - statSync(one).mtimeMs > KEPT_MS) rmSync(one, { recursive: true });
  }
}
