import type { Examiner } from "./examiner.ts";

/** `unknown`: the server did not answer this question. */
export type Verdict = "found" | "partial" | "missing" | "unknown";

export interface Finding {
  readonly verdict: Verdict;
  /** What was found, in figures. */
  readonly detail: string;
  /** What to do about what was found, where that says more than the check's own remedy. */
  readonly remedy?: string;
}

/** One thing that the source needs of Prometheus. */
export interface Check {
  /** What is looked for: a series, a label, a property of the server. */
  readonly name: string;
  /** Whether its lack makes numbers wrong, or only coarser or fewer. */
  readonly gravity: "wrong" | "poorer";
  /** What its lack costs the numbers. */
  readonly consequence: string;
  /** What to do about it. */
  readonly remedy: string;
  look(examiner: Examiner): Promise<Finding>;
}

/** A check and what came of it. */
export interface Examined extends Finding {
  readonly check: Check;
}

/** Whether the numbers will be wrong for it. */
export function isWrong({ check, verdict }: Examined): boolean {
  return verdict !== "found" && check.gravity === "wrong";
}

export function found(detail: string): Finding {
  return { verdict: "found", detail };
}

export function partial(detail: string): Finding {
  return { verdict: "partial", detail };
}

export function missing(detail: string): Finding {
  return { verdict: "missing", detail };
}
