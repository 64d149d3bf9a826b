import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode, FindingSubject } from "../../../domain/findings/finding.ts";
import type { TimeWindow } from "../time/stretches.ts";

/** Notes what is not believed about one pod or container, as far as it lies in the hour. */
export class Doubts {
  readonly #findings: FindingBook;
  readonly #hour: Instant;
  readonly #subject: FindingSubject;

  constructor(subject: FindingSubject, { findings, hour }: { findings: FindingBook; hour: Instant }) {
    this.#findings = findings;
    this.#hour = hour;
    this.#subject = subject;
  }

  /** Notes a finding about a stretch of time; `detail` is asked for only within the hour. */
  note(code: FindingCode, { start, end }: TimeWindow, detail: () => string): void {
    const within = Math.min(end, this.#hour + HOUR_MS) - Math.max(start, this.#hour);
    if (within > 0)
      this.#findings.note(code, this.#subject, { minutes: within / MINUTE_MS, detail: detail() });
  }
}
