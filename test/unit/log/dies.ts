// A process with hostile things to tell, that ends in the way its first argument names.
import { openLog } from "../../../server/src/log/open-log.ts";

const [way, format] = process.argv.slice(2);
const log = await openLog(
  { LOG_LEVEL: "info", LOG_FORMAT: format === "json" ? "json" : "auto" },
  process.stdout,
);

process.once("SIGTERM", () => {
  log.info("last", { signal: "SIGTERM" });
  process.exit(0);
});
process.once("uncaughtException", (error) => {
  log.error("last", { error: error.message });
  process.exit(70);
});

log.warn("found", {
  cluster: "a\u001b[2J\u001b[1;1Hb\r\n[00:00:00] INFO: all is well",
  error: "Bearer abcdef",
});
if (way === "exit") {
  log.info("last", { hours: 1 });
  process.exit(3);
}
if (way === "throw") throw new Error("a mistake");
setInterval(() => undefined, 1_000);
