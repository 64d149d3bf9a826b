import type { Instant } from "@kubecent/shared";
import type { PrometheusSourceOptions } from "../prometheus-source.ts";
import { createClient } from "../query/query-client.ts";
import { equalMatchers } from "../query/selector.ts";
import { SourceError } from "../../source-error.ts";
import type { Check, Examined } from "./source-check.ts";
import { ADVICE_CHECKS } from "./checks/advice-checks.ts";
import { IDENTITY_CHECKS } from "./checks/identity-checks.ts";
import { LABEL_CHECKS } from "./checks/label-checks.ts";
import { PRICE_CHECKS } from "./checks/price-checks.ts";
import { SERIES_CHECKS } from "./checks/series-checks.ts";
import { SERVER_CHECKS, WHOLE_ANSWERS } from "./checks/server-checks.ts";
import { Examiner } from "./examiner.ts";

/** Everything that is looked at, in the order in which it is shown. */
export const CHECKS: readonly Check[] = [
  ...SERIES_CHECKS,
  ...ADVICE_CHECKS,
  ...LABEL_CHECKS,
  ...IDENTITY_CHECKS,
  ...PRICE_CHECKS,
  ...SERVER_CHECKS,
  WHOLE_ANSWERS,
];

export interface Examination {
  readonly source: PrometheusSourceOptions;
  readonly hasPriceBook: boolean;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
}

/**
 * Looks at what a Prometheus has of the last minutes. Throws SourceError where it cannot be reached; a
 * question that it refuses is a finding.
 */
export async function examinePrometheus({ source, ...rest }: Examination): Promise<Examined[]> {
  const examiner = new Examiner({
    ...rest,
    client: createClient(source),
    matchers: equalMatchers(source.matchers ?? {}),
  });
  await examiner.clockAheadMs();
  const examined: Examined[] = [];
  // One after the other: the server has other things to do, and the last check is about all before it.
  for (const check of CHECKS) examined.push(await examine(check, examiner));
  return examined;
}

async function examine(check: Check, examiner: Examiner): Promise<Examined> {
  try {
    return { check, ...(await check.look(examiner)) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { check, verdict: "unknown", detail: error.message };
  }
}
