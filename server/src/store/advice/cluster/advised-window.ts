import type { EvidenceWindow } from "../../../domain/advice/evidence.ts";

/** A cluster, and the closed days that it is advised upon. */
export interface AdvisedWindow {
  readonly clusterId: number;
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
}

/** What every piece of evidence of it says. */
export function told({ cluster, currency, window }: AdvisedWindow): Omit<AdvisedWindow, "clusterId"> {
  return { cluster, currency, window };
}
