import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { CLOUD_INGRESSES } from "../query/families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { labelOf } from "../series/series.ts";

const WHOLE_HOUR = 60;

/** Notes each Ingress whose class makes the cloud set up a load balancer: no metric tells of those. */
export async function noteCloudIngresses(reader: HourReader, findings: FindingBook): Promise<void> {
  for (const each of await reader.sampleCounts(CLOUD_INGRESSES)) {
    const subject = {
      kind: "service",
      namespace: labelOf(each, "namespace"),
      name: labelOf(each, "ingress"),
    } as const;
    const detail = `Ingress of class ${labelOf(each, "ingressclass")}`;
    findings.note("ingress_load_balancer_unknown", subject, { minutes: WHOLE_HOUR, detail });
  }
}
