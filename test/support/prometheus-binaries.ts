import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Programs to start: by name, from the PATH, or by path. */
export interface PrometheusBinaries {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Surroundings of programs in Go that live for seconds: what they no longer need is collected only where it gets much,
 * for to look for it again and again takes a good part of a processor.
 */
export const SHORT_LIVED = { ...process.env, GOGC: "off", GOMEMLIMIT: "500MiB" };

/**
 * The Prometheus that tests run: the one on the PATH, or the one that `KUBECENT_PROMETHEUS` names by path. promtool
 * is taken from beside it where it is there: one version's tool writes blocks that others read.
 */
export function prometheusBinaries(prometheus = process.env["KUBECENT_PROMETHEUS"]): PrometheusBinaries {
  if (!prometheus) return { prometheus: "prometheus", promtool: "promtool" };

  const beside = join(dirname(prometheus), "promtool");
  return { prometheus, promtool: existsSync(beside) ? beside : "promtool" };
}
