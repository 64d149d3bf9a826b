import { addBills, billTotal, type HourBill, NO_BILL } from "../../domain/allocation/hour-bill.ts";

const NANO = 1e9;
const PLACES = 4;

/** Adds up the bills of hours before and after they are priced anew, and says how they differ. */
export class BillReport {
  #before = NO_BILL;
  #after = NO_BILL;

  note(before: HourBill, after: HourBill): void {
    this.#before = addBills(this.#before, before);
    this.#after = addBills(this.#after, after);
  }

  /** A line for each namespace, the largest change first; what no namespace bears; and all of it. */
  lines(currency: string): string[] {
    const [before, after] = [this.#before, this.#after];
    const names = [...new Set([...before.byNamespace.keys(), ...after.byNamespace.keys()])];
    const rows = names
      .map((name) => ({
        name,
        was: before.byNamespace.get(name) ?? 0n,
        is: after.byNamespace.get(name) ?? 0n,
      }))
      .toSorted((a, b) => Number(change(b) - change(a)) || (a.name < b.name ? -1 : 1));
    const others = [
      { name: "idle", was: before.idleNano, is: after.idleNano },
      { name: "not observed", was: before.unobservedNano, is: after.unobservedNano },
      { name: "the cluster's fee", was: before.feeNano, is: after.feeNano },
    ].filter(({ was, is }) => was !== 0n || is !== 0n);
    const total = { name: "all", was: billTotal(before), is: billTotal(after) };
    return [
      `  ${"namespace".padEnd(NAME)} ${"before".padStart(AMOUNT)} ${"after".padStart(AMOUNT)} ${currency}`,
      ...[...rows, ...others, total].map(rowText),
    ];
  }
}

interface BillRow {
  readonly name: string;
  readonly was: bigint;
  readonly is: bigint;
}

const NAME = 40;
const AMOUNT = 16;

function change({ was, is }: BillRow): bigint {
  return is > was ? is - was : was - is;
}

function rowText({ name, was, is }: BillRow): string {
  const share = was === 0n ? "" : ` (${percentOf(was, is)})`;
  return `  ${name.padEnd(NAME)} ${amount(was)} ${amount(is)}${was === is ? "" : share}`;
}

function amount(nano: bigint): string {
  return (Number(nano) / NANO).toFixed(PLACES).padStart(AMOUNT);
}

function percentOf(was: bigint, is: bigint): string {
  const percent = (Number(is) / Number(was) - 1) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)} %`;
}
