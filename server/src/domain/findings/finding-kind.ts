import type { FindingGravity } from "@kubecent/shared";

/** What one kind of finding means, in words for people; the docs are made from it. */
export interface FindingKind {
  /**
   * `ignored`: what was told cannot be, and is taken as not measured. `decided`: sources contradict each other, or leave
   * something open, and a documented rule decided. `missing`: something is there that nobody measures or prices.
   */
  readonly gravity: FindingGravity;
  /** What lacks is a detail, and known to lack wherever such a source is: the doctor tells it, and goes on. */
  readonly isDetail?: true;
  /** What was found. */
  readonly what: string;
  /** What KubeCent does about it. */
  readonly rule: string;
  /** What its reader can do to end it. */
  readonly remedy: string;
}
