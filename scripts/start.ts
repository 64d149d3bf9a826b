// `npm start`: the server as a developer wants it. Where ENVIRONMENT says nothing it is development here;
// the server itself, started in any other way, takes silence for production.
import { buildWhenStale } from "./dashboard/build-when-stale.ts";

process.env["ENVIRONMENT"] ||= "development";

const WATCH_PARENT_EVERY_MS = 500;

// When the launcher is killed outright nobody tells this process, and a server must not stay behind unseen.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, WATCH_PARENT_EVERY_MS).unref();

await buildWhenStale((line) => void process.stderr.write(`${line}\n`));
await import("../server/src/main.ts");
