// Loaded into a server by `node --import`: ends it, as kill -9 does, when an hour's transaction is at a step.
import { subscribe } from "node:diagnostics_channel";

const [step, count] = (process.env["CHAOS_KILL_AT"] ?? "").split(":");
let left = Number(count);

subscribe("kubecent:hour.step", (message) => {
  if (typeof message !== "object" || message === null || !("step" in message) || message.step !== step)
    return;
  left--;
  if (left === 0) process.kill(process.pid, "SIGKILL");
});
