import type { IdentityFact, IdentitySource } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR } from "../../../domain/observation.ts";
import type { Contradiction } from "./settle-identity.ts";

/** For so many minutes a source may lag behind, when a node's name passes to another machine. */
const LAG_MINUTES = 5;

const FACT_WORDS: Readonly<Record<IdentityFact, string>> = {
  providerId: "provider id",
  instanceType: "instance type",
  region: "region",
  zone: "zone",
  capacityType: "capacity type",
};

/** Sources as people call them, after "by". */
export const SOURCE_WORDS: Readonly<Record<IdentitySource, string>> = {
  labels: "labels",
  "copied-labels": "copied labels",
  firmware: "firmware",
  karpenter: "Karpenter",
  taint: "a taint",
  exporter: "the exporter",
  object: "its object",
  "provider-id": "its provider id",
};

/** Notes what sources said differently of a node; `identities` are one for the hour or one for each minute. */
export function noteContradictions(
  name: string,
  identities: readonly { readonly contradictions: readonly Contradiction[] }[],
  findings: FindingBook,
): void {
  const minutesEach = MINUTES_PER_HOUR / identities.length;
  const minutes = new Map<string, number>();
  for (const text of identities.flatMap(({ contradictions }) => contradictions.map(textOf))) {
    minutes.set(text, (minutes.get(text) ?? 0) + minutesEach);
  }
  const lasting = [...minutes].filter(([, count]) => count > LAG_MINUTES);
  if (lasting.length === 0) return;
  findings.note(
    "node_identity_contradicts",
    { kind: "node", name },
    {
      minutes: Math.max(...lasting.map(([, count]) => count)),
      detail: lasting.map(([text]) => text).join("; "),
    },
  );
}

function textOf({ fact, kept, by, other, otherBy }: Contradiction): string {
  return `${FACT_WORDS[fact]} ${kept} by ${SOURCE_WORDS[by]}, ${other} by ${SOURCE_WORDS[otherBy]}`;
}
