import { type Bucket, coordinate, type Series, sumNano, unitsOf } from "./chart-parts.ts";
import { type MoneyScale, moneyScale } from "./money-scale.ts";

/** A layer of a stack in pixels: one path of steps, so that its area is its money. */
export interface StackLayer {
  readonly series: Series;
  /** Place among the named series, which decides the colour; -1 for the others. */
  readonly place: number;
  /** Outlines of whole buckets; "" where there are none. */
  readonly seenPath: string;
  /** Outlines of buckets that were seen in part or not at all, or are running. */
  readonly partialPath: string;
}

export interface Column {
  readonly bucket: Bucket;
  readonly x: number;
  readonly width: number;
  /** Exact, in nano-units; null where nothing of it is known. */
  readonly total: bigint | null;
}

export interface Stack {
  readonly layers: readonly StackLayer[];
  readonly columns: readonly Column[];
  readonly scale: MoneyScale;
  /** The line of an earlier window's totals, broken where they are unknown; "" without one. */
  readonly ghostPath: string;
}

interface StackInput {
  readonly buckets: readonly Bucket[];
  readonly series: readonly Series[];
  /** Totals of an earlier window, bucket by bucket. */
  readonly ghost?: readonly (bigint | null)[] | undefined;
  readonly width: number;
  readonly height: number;
}

/** Columns at least this wide stand apart. */
const APART_PX = 7;

/** Stacks series by bucket. A bucket is as wide as it is long; a gap stays empty, and no line crosses it. */
export function stackOf(input: StackInput): Stack {
  const { buckets, series, ghost, height } = input;
  const columns = columnsOf(input);
  const ends = buckets.map((_, index) => endsOf(series, index));
  const earlier = (ghost ?? []).map((amount) => unitsOf(amount ?? 0n));
  const scale = moneyScale({
    least: Math.min(0, ...ends.map(({ low }) => unitsOf(low))),
    most: Math.max(0, ...ends.map(({ high }) => unitsOf(high)), ...earlier),
    pixels: height,
  });
  return {
    columns,
    scale,
    layers: layersOf(input, columns, scale),
    ghostPath: ghostPath(input, columns, scale),
  };
}

/** The column under a place on the x axis. */
export function columnAt(columns: readonly Column[], x: number): number {
  const found = columns.findIndex((column) => x < column.x + column.width);
  return found === -1 ? columns.length - 1 : found;
}

function columnsOf({ buckets, series, width }: StackInput): Column[] {
  const start = buckets[0]?.start ?? 0;
  const length = (buckets.at(-1)?.end ?? 1) - start;
  return buckets.map((bucket, index) => {
    const known = series.map(({ amounts }) => amounts[index]).filter((amount) => typeof amount === "bigint");
    return {
      bucket,
      x: ((bucket.start - start) / length) * width,
      width: ((bucket.end - bucket.start) / length) * width,
      total: known.length === 0 ? null : sumNano(known),
    };
  });
}

/** How far a bucket reaches: what is below zero is stacked downwards. */
function endsOf(series: readonly Series[], index: number): { high: bigint; low: bigint } {
  const amounts = series.map((each) => each.amounts[index] ?? 0n);
  return {
    high: sumNano(amounts.filter((amount) => amount > 0n)),
    low: sumNano(amounts.filter((amount) => amount < 0n)),
  };
}

function layersOf(
  { series, height }: StackInput,
  columns: readonly Column[],
  scale: MoneyScale,
): StackLayer[] {
  // Exact sums so far, by bucket: pixels are made of them, never added up themselves.
  const highs = columns.map(() => 0n);
  const lows = columns.map(() => 0n);
  let place = -1;
  return series.map((each) => {
    const paths = { seen: "", partial: "", gap: "" };
    columns.forEach((column, index) => {
      const amount = each.amounts[index];
      if (!amount) return;
      const sums = amount > 0n ? highs : lows;
      const from = sums[index] ?? 0n;
      sums[index] = from + amount;
      const [y0, y1] = [from, from + amount].map((nano) => height - scale.at(unitsOf(nano)));
      paths[column.bucket.state] += boxPath(column, y0 ?? 0, y1 ?? 0);
    });
    if (each.kind === "named") place += 1;
    return {
      series: each,
      place: each.kind === "named" ? place : -1,
      seenPath: paths.seen,
      partialPath: paths.partial + paths.gap,
    };
  });
}

function boxPath(column: Column, y0: number, y1: number): string {
  const { left, right } = edgesOf(column);
  const [x0, x1] = [coordinate(left), coordinate(right)];
  return `M${x0} ${coordinate(y0)}V${coordinate(y1)}H${x1}V${coordinate(y0)}Z`;
}

function edgesOf({ x, width }: Column): { left: number; right: number } {
  const space = width >= APART_PX ? 1 : 0;
  return { left: x + space / 2, right: x + width - space / 2 };
}

function ghostPath(
  { ghost = [], height }: StackInput,
  columns: readonly Column[],
  scale: MoneyScale,
): string {
  let isOpen = false;
  return columns
    .map(({ x, width }, index) => {
      const amount = ghost[index] ?? null;
      if (amount === null) {
        isOpen = false;
        return "";
      }
      const y = coordinate(height - scale.at(unitsOf(amount)));
      const start = isOpen ? `V${y}` : `M${coordinate(x)} ${y}`;
      isOpen = true;
      return `${start}H${coordinate(x + width)}`;
    })
    .join("");
}
