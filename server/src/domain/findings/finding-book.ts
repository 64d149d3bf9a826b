import type { Finding, FindingCode, FindingSubject } from "./finding.ts";

const MINUTES_PER_HOUR = 60;
/** A broken exporter can be wrong about everything at once; more than this of one code says nothing new. */
const MOST_OF_ONE_CODE = 1_000;

/** What is said of a finding when it is noted. */
export interface FindingNote {
  readonly minutes: number;
  readonly detail: string;
}

/** Collects the findings of one hour. What is noted twice of one subject adds its minutes up. */
export class FindingBook {
  readonly #findings = new Map<FindingCode, Map<string, Finding>>();

  /** Notes a finding; its `detail` stays the first one's. */
  note(code: FindingCode, subject: FindingSubject, { minutes, detail }: FindingNote): void {
    const ofCode = this.#findings.get(code) ?? new Map<string, Finding>();
    this.#findings.set(code, ofCode);
    const key = subjectText(subject);
    const known = ofCode.get(key);
    if (known) ofCode.set(key, { ...known, minutes: atMostAnHour(known.minutes + minutes) });
    else if (ofCode.size < MOST_OF_ONE_CODE) {
      ofCode.set(key, { code, subject, minutes: atMostAnHour(minutes), detail });
    }
  }

  /** All findings, in an order that does not depend on when they were noted. */
  list(): Finding[] {
    return [...this.#findings.values()]
      .flatMap((ofCode) => [...ofCode.values()])
      .toSorted((a, b) => (findingText(a) < findingText(b) ? -1 : 1));
  }
}

/** Names a subject, as "shop/web-1/app" or "node-1". */
export function subjectText(subject: FindingSubject): string {
  if (subject.kind === "cluster") return "";
  const { kind, name } = subject;
  if (kind === "node") return name;
  const container = kind === "pod" && subject.container ? `/${subject.container}` : "";
  return `${subject.namespace}/${name}${container}`;
}

function findingText({ code, subject }: Finding): string {
  return `${code} ${subjectText(subject)}`;
}

function atMostAnHour(minutes: number): number {
  return Math.min(MINUTES_PER_HOUR, minutes);
}
