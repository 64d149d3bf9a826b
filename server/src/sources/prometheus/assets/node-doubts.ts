import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode } from "../../../domain/findings/finding.ts";
import { MINUTES_PER_HOUR } from "../../../domain/observation.ts";
import type { AgreedPrice } from "../../../domain/prices/agreed-price.ts";
import type { NodeDevices } from "../accelerators/node-devices.ts";

/** Collects a node's doubts minute by minute, so that each is noted once with its minutes. */
export class Doubts {
  readonly #name: string;
  readonly #findings: FindingBook;
  readonly #minutes = new Map<FindingCode, { minutes: number; detail: string }>();

  constructor({ name, findings }: { readonly name: string; readonly findings: FindingBook }) {
    this.#name = name;
    this.#findings = findings;
  }

  /** Takes in one minute of the node's devices and price. */
  add(devices: NodeDevices, agreed: AgreedPrice | null): void {
    const { offered, shares, count, refused, basis } = devices;
    const counts = `${offered} offered, ${count} ${basis}`;
    if (count < offered) this.#count("gpus_offered_beyond_real", counts);
    else if (shares > 0)
      this.#count("gpus_offered_beyond_real", `${shares} shares offered, ${count} ${basis}`);
    if (count > offered) this.#count("gpus_not_offered", counts);
    if (refused !== null) this.#count("gpu_counts_contradict", refused);
    if (agreed?.doubt) this.#count(agreed.doubt, agreed.detail);
  }

  /** Takes in a resource of the node that may be an accelerator, and that nobody knows. */
  addUnknown(resource: string): void {
    this.#minutes.set("accelerator_unknown", { minutes: MINUTES_PER_HOUR, detail: resource });
  }

  /** Notes all of them. */
  note(): void {
    for (const [code, note] of this.#minutes) {
      this.#findings.note(code, { kind: "node", name: this.#name }, note);
    }
  }

  #count(code: FindingCode, detail: string): void {
    const known = this.#minutes.get(code) ?? { minutes: 0, detail };
    this.#minutes.set(code, { ...known, minutes: known.minutes + 1 });
  }
}
