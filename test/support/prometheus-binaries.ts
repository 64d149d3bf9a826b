import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Programs to start: by name, from the PATH, or by path. */
export interface PrometheusBinaries {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * The Prometheus that tests run: the one on the PATH, or the one that `KUBECENT_PROMETHEUS` names by path. promtool
 * is taken from beside it where it is there: one version's tool writes blocks that others read.
 */
export function prometheusBinaries(prometheus = process.env["KUBECENT_PROMETHEUS"]): PrometheusBinaries {
  if (!prometheus) return { prometheus: "prometheus", promtool: "promtool" };

  const beside = join(dirname(prometheus), "promtool");
  return { prometheus, promtool: existsSync(beside) ? beside : "promtool" };
}
