/** From money to pixels, straight and through zero. */
export interface MoneyScale {
  /** Ends of the axis in units of the currency: round figures around all amounts and zero. */
  readonly least: number;
  readonly most: number;
  /** Where lines are drawn, from least to most. */
  readonly ticks: readonly number[];
  /** Where an amount lies: 0 is `least`, `pixels` is `most`. */
  readonly at: (units: number) => number;
}

interface MoneyRange {
  readonly least: number;
  readonly most: number;
  readonly pixels: number;
}

const PIXELS_PER_TICK = 44;
const MOST_TICKS = 6;
const LEAST_DRAWN_PX = 0.5;
const ROUND_STEPS = [1, 2, 5, 10] as const;

/** A scale that holds zero and all amounts of a range, its ends and ticks at 1, 2 or 5 times a power of ten. */
export function moneyScale({ least, most, pixels }: MoneyRange): MoneyScale {
  // What is below zero by less than can be drawn, such as a nano of rounding, does not move the axis.
  const low = -least * pixels < most * LEAST_DRAWN_PX ? 0 : Math.min(0, least);
  // With no amount at all there is still an axis.
  const high = Math.max(0, most) || (low < 0 ? 0 : 1);
  const wanted = Math.max(1, Math.min(MOST_TICKS, Math.floor(pixels / PIXELS_PER_TICK)));
  const step = roundStep((high - low) / wanted);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
  const [bottom = 0] = ticks;
  const top = ticks.at(-1) ?? 1;
  return { least: bottom, most: top, ticks, at: (units) => ((units - bottom) / (top - bottom)) * pixels };
}

/** The smallest of 1, 2, 5 times a power of ten that is no less. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = ROUND_STEPS.find((each) => each * power >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** 0.30000000000000004 is 0.3. */
function tidy(tick: number): number {
  return Number(tick.toPrecision(12));
}
