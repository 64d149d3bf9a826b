import { IDENTITY_FACTS, type IdentityFact, type IdentitySource, type IdentityTold } from "@kubecent/shared";
import { LISTED_CLOUDS, readMachineType } from "../../../domain/prices/list/machine-type.ts";

export type IdentityTexts = Readonly<Partial<Record<IdentityFact, string>>>;

/** What one source says of a machine; what it does not say is left out or "". */
export interface Claim {
  readonly source: IdentitySource;
  readonly says: IdentityTexts;
}

/** One fact of which two sources said different things. */
export interface Contradiction {
  readonly fact: IdentityFact;
  readonly kept: string;
  readonly by: IdentitySource;
  readonly other: string;
  readonly otherBy: IdentitySource;
}

export interface SettledIdentity {
  readonly facts: Readonly<Record<IdentityFact, string>>;
  readonly told: IdentityTold;
  readonly contradictions: readonly Contradiction[];
}

interface Saying {
  readonly text: string;
  readonly by: IdentitySource;
}

/**
 * Takes each fact from the first source that says it, in the order given; what is more specific goes before what is less. Where
 * the sources agree their order does not matter.
 */
export function settleIdentity(claims: readonly Claim[]): SettledIdentity {
  const facts: Record<IdentityFact, string> = {
    providerId: "",
    instanceType: "",
    region: "",
    zone: "",
    capacityType: "",
  };
  const told: { [fact in IdentityFact]?: IdentitySource } = {};
  const contradictions: Contradiction[] = [];
  for (const fact of IDENTITY_FACTS) {
    const sayings = claims.map(({ source, says }): Saying => ({ text: says[fact] ?? "", by: source }));
    const [best, ...others] = sayings
      .filter(({ text }) => text !== "")
      .toSorted((a, b) => vagueness(fact, a.text) - vagueness(fact, b.text));
    if (!best) continue;
    facts[fact] = best.text;
    told[fact] = best.by;
    const other = others.find(({ text }) => contradicts(fact, best.text, text));
    if (other)
      contradictions.push({ fact, kept: best.text, by: best.by, other: other.text, otherBy: other.by });
  }
  return { facts, told, contradictions };
}

/** What is written as the type by those that know none, such as k3s. */
const NO_TYPE = /^(?:k3s|k3d|rke2|k0s|kind|eklet|virtual-kubelet|unknown|default|metal)$/i;

/** How little a text says: a list's type says more than another, a capacity type out of the ordinary more than the usual one. */
function vagueness(fact: IdentityFact, text: string): number {
  if (fact === "capacityType") return text === "on-demand" ? 1 : 0;
  if (fact === "providerId") return text.includes("://") ? 0 : 1;
  if (fact !== "instanceType") return 0;
  if (LISTED_CLOUDS.some((cloud) => readMachineType(cloud, text) !== null)) return 0;
  return NO_TYPE.test(text) ? 2 : 1;
}

/** A part of a longer text is no other text, and a name that says nothing contradicts nothing. */
function contradicts(fact: IdentityFact, kept: string, other: string): boolean {
  const [a, b] = [kept.toLowerCase(), other.toLowerCase()];
  if (a === b || (fact === "instanceType" && NO_TYPE.test(b))) return false;
  if (fact !== "providerId") return true;
  const isOfAws = [a, b].every((text) => /(?:^|\/)i-[0-9a-f]+$/.test(text));
  return isOfAws && lastPart(a) !== lastPart(b);
}

/** The instance's own name within a provider id. */
export function lastPart(providerId: string): string {
  return providerId.slice(providerId.lastIndexOf("/") + 1);
}
