// `npm run check`: everything that needs no test, side by side. What is found is told at the end.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Scripts of package.json, the longest first. */
const PARTS = [
  "lint",
  "typecheck",
  "docs:check",
  "knip",
  "dashboard:budgets",
  "check:supply-chain",
  "format:check",
  "check:rooms",
];

/** Runs a script of package.json; what it said, in the order in which it said it, where it was not content. */
function faultsOf(part: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ["--run", part], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code === 0 ? undefined : Buffer.concat(said).toString()));
  });
}

const waiting = [...PARTS];
const faults = new Map<string, string>();

async function runWaiting(): Promise<void> {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const found = await faultsOf(part);
    if (found !== undefined) faults.set(part, found);
    process.stdout.write(`${found === undefined ? "ok" : "NOT OK"}: npm run ${part}\n`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, () => runWaiting()));
// Last, where they are seen, and where the release looks.
for (const [part, found] of faults) process.stderr.write(`\nnpm run ${part} is not content:\n${found}`);
if (faults.size > 0) process.exitCode = 1;
