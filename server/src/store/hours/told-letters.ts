import {
  IDENTITY_FACTS,
  IDENTITY_SOURCES,
  type IdentityFact,
  type IdentitySource,
  type IdentityTold,
} from "@kubecent/shared";

/** Letters are kept, for there is a row for each node and hour. They never change their meaning. */
const LETTER_OF: Readonly<Record<IdentitySource, string>> = {
  labels: "l",
  "copied-labels": "c",
  firmware: "f",
  karpenter: "k",
  taint: "t",
  exporter: "e",
  object: "o",
  "provider-id": "p",
};
const NOBODY = "-";

/** Who told each fact about a node, one letter a fact; null where nobody told any. */
export function toldLetters(told: IdentityTold): string | null {
  const letters = IDENTITY_FACTS.map((fact) => {
    const source = told[fact];
    return source === undefined ? NOBODY : LETTER_OF[source];
  });
  return letters.every((letter) => letter === NOBODY) ? null : letters.join("");
}

/** What such letters say; letters of later versions are left out. */
export function readTold(letters: string | null): IdentityTold {
  const told: { [fact in IdentityFact]?: IdentitySource } = {};
  for (const [index, fact] of IDENTITY_FACTS.entries()) {
    const source = IDENTITY_SOURCES.find((each) => LETTER_OF[each] === letters?.[index]);
    if (source) told[fact] = source;
  }
  return told;
}
