import { existsSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { untilMade } from "../../support/made-beside.ts";

/** The folder that is /app in the image of a target, once it is there; `embedded` has PostgreSQL in it. */
export async function laidOut(target: "service" | "embedded"): Promise<string> {
  await untilMade("image");
  const app = path.join(inject("imageFolder"), target);
  if (!existsSync(app)) throw new Error("The image could not be laid out: the run says above why not");
  return app;
}
