import { percentilesOf } from "../measure/percentiles.ts";
import { type Figure, ms } from "../measure/table.ts";

const QUESTIONS = [
  ["namespaces 7 d", "allocation/compute?window=7d&aggregate=namespace&accumulate=true"],
  ["pods 7 d", "allocation/compute?window=7d&aggregate=pod&accumulate=true"],
] as const;
const MOST_ROUNDS = 5;

/** How long an OpenCost takes for what KubeCent is asked too. */
export async function benchOpenCost(baseUrl: string, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of QUESTIONS) {
    const tookMs: number[] = [];
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      const startedAt = performance.now();
      const answer = await fetch(new URL(path, baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`));
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`OpenCost answered ${answer.status} to ${path}`);
      tookMs.push(performance.now() - startedAt);
    }
    const { p50, p95 } = percentilesOf(tookMs);
    figures.push({ part: "g", what: `OpenCost, ${name}: p50 / p95`, measured: `${ms(p50)} / ${ms(p95)}` });
  }
  return figures;
}
