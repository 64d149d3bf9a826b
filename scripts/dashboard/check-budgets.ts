// `npm run dashboard:budgets`: what a browser has to load, compressed, against what it may be. Builds first where it must.
import { readDashboard } from "../../server/src/http/dashboard/read-dashboard.ts";
import { type BuiltFile, budgetFaults, measureBuild } from "./budgets.ts";
import { buildWhenStale } from "./build-when-stale.ts";

await buildWhenStale((line) => void process.stderr.write(`${line}\n`));
const built = readDashboard();
if (built === null) throw new Error("The dashboard has not been built: npm run build:dashboard says why");

const files = [...built.files].map(([path, { bodies }]): BuiltFile => ({ path, body: bodies.identity }));
const sizes = measureBuild(built.page, files);
for (const { what, bytes, most } of sizes) {
  process.stdout.write(
    `${(bytes / 1_000).toFixed(1).padStart(7)} kB of ${(most / 1_000).toFixed(0).padStart(3)}  ${what}\n`,
  );
}
const faults = budgetFaults(sizes);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
