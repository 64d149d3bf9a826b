import { formatInstant, formatNano, type Instant } from "@kubecent/shared";
import { FINDING_KINDS, type FindingCode } from "../../domain/findings/finding.ts";
import type { FindingKind } from "../../domain/findings/finding-kind.ts";
import { subjectText } from "../../domain/findings/finding-book.ts";
import type { FoundThings } from "../../domain/findings/found-things.ts";

/** Findings of some hours, summed up by kind for a person at a terminal. */
export class FoundSummary {
  readonly #currency: string;
  readonly #kinds = new Map<FindingCode, FoundKind>();

  constructor(currency: string) {
    this.#currency = currency;
  }

  note(hour: Instant, found: readonly FoundThings[]): void {
    for (const each of found) {
      const kind = this.#kinds.get(each.code) ?? newKind(hour, each);
      this.#kinds.set(each.code, kind);
      kind.hours.add(hour);
      kind.touchedNano += each.touchedNano;
      for (const { subject } of each.things) kind.names.add(subjectText(subject));
    }
  }

  /** How many kinds were found, and how many of them mean that something is missing from the numbers. */
  get counts(): { readonly all: number; readonly missing: number } {
    const codes = [...this.#kinds.keys()];
    const missing = codes.filter((code) => isLack(FINDING_KINDS[code]));
    return { all: codes.length, missing: missing.length };
  }

  /** Four lines for each kind, what touches most money first; none where nothing was found. */
  lines(): string[] {
    const kinds = [...this.#kinds].toSorted(([, a], [, b]) => (a.touchedNano < b.touchedNano ? 1 : -1));
    return kinds.flatMap(([code, kind]) => linesOf(code, kind, this.#currency));
  }
}

function isLack({ gravity, isDetail }: FindingKind): boolean {
  return gravity === "missing" && !isDetail;
}

interface FoundKind {
  readonly hours: Set<Instant>;
  readonly names: Set<string>;
  readonly first: string;
  touchedNano: bigint;
}

function newKind(hour: Instant, { things }: FoundThings): FoundKind {
  const [thing] = things;
  const name = thing && (subjectText(thing.subject) || "the cluster");
  const first = thing ? `${name} at ${formatInstant(hour)}: ${thing.detail}` : "";
  return { hours: new Set(), names: new Set(), first, touchedNano: 0n };
}

function linesOf(code: FindingCode, kind: FoundKind, currency: string): string[] {
  const { gravity, what, rule, remedy } = FINDING_KINDS[code];
  const { hours, names, first, touchedNano } = kind;
  const extent = `${counted(names.size, "thing")} in ${counted(hours.size, "hour")}`;
  return [
    `${gravity.toUpperCase().padEnd(11)}${code}: ${what}`,
    `${INDENT}touches ${formatNano(touchedNano)} ${currency}: ${extent}, first ${first}.`,
    `${INDENT}KubeCent: ${rule}`,
    `${INDENT}do: ${remedy}`,
  ];
}

const INDENT = "".padEnd(11);

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
