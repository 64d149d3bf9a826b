import type { FindingKind } from "./finding-kind.ts";
import { ACCELERATOR_FINDINGS, NODE_FINDINGS } from "./node-findings.ts";
import { ASSET_FINDINGS } from "./asset-findings.ts";
import { POD_FINDINGS, TRAFFIC_FINDINGS, USAGE_FINDINGS } from "./pod-findings.ts";

const KINDS = {
  ...USAGE_FINDINGS,
  ...POD_FINDINGS,
  ...NODE_FINDINGS,
  ...ACCELERATOR_FINDINGS,
  ...ASSET_FINDINGS,
  ...TRAFFIC_FINDINGS,
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof KINDS;

/** All kinds of findings, by the code that the API, the log and the metrics use. */
export const FINDING_KINDS: Readonly<Record<FindingCode, FindingKind>> = KINDS;

export const FINDING_CODES: readonly FindingCode[] = Object.keys(FINDING_KINDS).filter(isFindingCode);

/** Whether the text is the code of a kind that this version knows. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_KINDS, text);
}

/** What a finding is about. Names as the observation has them, so that its cost can be looked up. */
export type FindingSubject =
  | { readonly kind: "pod"; readonly namespace: string; readonly name: string; readonly container?: string }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "volume"; readonly namespace: string; readonly name: string }
  | { readonly kind: "service"; readonly namespace: string; readonly name: string }
  | { readonly kind: "cluster" };

/**
 * A contradiction or an impossibility in what a source told of one hour, about one thing. A code and a
 * subject come once an hour.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly subject: FindingSubject;
  /** Minutes of the hour that it bears on, 0 to 60. */
  readonly minutes: number;
  /** The figures that contradict each other, in a few words: "9.1e18 B, the node has 3.4e10 B". */
  readonly detail: string;
}
