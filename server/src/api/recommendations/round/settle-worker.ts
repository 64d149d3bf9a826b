import { parentPort, workerData } from "node:worker_threads";
import { settlePresets, type UnsettledAdvice } from "../../../domain/advice/settle-presets.ts";

// A thread of its own: it is handed advice, hands it back settled, and ends.
const advice: UnsettledAdvice = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(settlePresets(advice));
