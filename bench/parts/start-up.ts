import { median } from "../measure/percentiles.ts";
import { startService } from "../measure/service.ts";
import { type Figure, ms } from "../measure/table.ts";

const STARTS = 3;
const TARGET_MS = 3_000;

/** From the launch of the process, with its database where that is embedded, until it is ready. */
export async function benchStartUp(env: Readonly<Record<string, string>>): Promise<Figure[]> {
  const readyMs: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const service = await startService({ env: { ...env, KUBECENT_ROLE: "api" } });
    readyMs.push(service.readyMs);
    await service.stop();
  }
  const embedded = env["DATABASE_URL"] === undefined;
  return [
    {
      part: "f",
      what: `start-up until ready${embedded ? ", the embedded PostgreSQL too" : ""}`,
      measured: ms(median(readyMs)),
      target: "≤ 3 s",
      isMet: median(readyMs) <= TARGET_MS,
    },
  ];
}
