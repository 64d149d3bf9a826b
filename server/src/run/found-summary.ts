import { formatInstant, formatNano, type Instant } from "@kubecent/shared";
import { FINDING_KINDS, type FindingCode } from "../domain/findings/finding.ts";
import { subjectText } from "../domain/findings/finding-book.ts";
import type { FoundThings } from "../domain/findings/found-things.ts";

interface FoundKind {
  readonly hours: Set<Instant>;
  readonly names: Set<string>;
  readonly first: string;
  touchedNano: bigint;
}

/** Sums up what was found in many hours, for a person at a terminal. */
export interface FoundSummary {
  note(hour: Instant, found: readonly FoundThings[]): void;
  /** A line for each kind of finding, the most money first; none where nothing was found. */
  lines(): string[];
}

/** Begins a summary. */
export function createFoundSummary(): FoundSummary {
  const kinds = new Map<FindingCode, FoundKind>();
  return {
    note: (hour, found) => {
      for (const each of found) {
        const kind = kinds.get(each.code) ?? newKind(hour, each);
        kinds.set(each.code, kind);
        kind.hours.add(hour);
        kind.touchedNano += each.touchedNano;
        for (const { subject } of each.things) kind.names.add(subjectText(subject));
      }
    },
    lines: () => [...kinds].toSorted(([, a], [, b]) => (a.touchedNano < b.touchedNano ? 1 : -1)).map(lineOf),
  };
}

function newKind(hour: Instant, { things }: FoundThings): FoundKind {
  const [thing] = things;
  const first = thing ? `${subjectText(thing.subject)} at ${formatInstant(hour)}: ${thing.detail}` : "";
  return { hours: new Set(), names: new Set(), first, touchedNano: 0n };
}

function lineOf([code, { hours, names, first, touchedNano }]: [FindingCode, FoundKind]): string {
  const { what, rule, remedy } = FINDING_KINDS[code];
  const extent = `${names.size} things in ${hours.size} hours that cost ${formatNano(touchedNano)}`;
  return `${code}: ${what} (${extent}; ${first}) ${rule} ${remedy}`;
}
