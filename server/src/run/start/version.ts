import { readFileSync } from "node:fs";
import * as z from "zod";

const manifest: unknown = JSON.parse(
  readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"),
);

/** The version of the service, as its package says. */
export const VERSION = z.object({ version: z.string() }).parse(manifest).version;
