// `npm run check:rooms`: no file too small to be one, none too long, no folder too full.
import { globSync, readFileSync } from "node:fs";
import { ExceptionsSchema } from "./rooms/room-exceptions.ts";
import { roomFaults } from "./rooms/room-faults.ts";

const files = globSync("{server,shared,sdk,dashboard}/src/**/*.{ts,tsx}").map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));
const exceptions = ExceptionsSchema.parse(JSON.parse(readFileSync("scripts/rooms/exceptions.json", "utf8")));

const faults = roomFaults(files, exceptions);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) {
  process.stderr.write(
    `${faults.length} faults. Where one is meant, give it a line with its reason in scripts/rooms/exceptions.json.\n`,
  );
  process.exitCode = 1;
}
