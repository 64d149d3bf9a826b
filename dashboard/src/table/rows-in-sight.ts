/** Which rows of a long table are drawn, half-open. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** As tall as table.css has them. */
export const ROW_PX = 33;

/** Drawn before and after what is in sight: as far as a turn of the wheel reaches. */
const ROWS_BEYOND = 24;
/** The range moves by so many rows at once, so that not every pixel of scrolling draws anew. */
const BLOCK_ROWS = 12;

interface Sight {
  readonly count: number;
  /** How far the table is scrolled, and how much of it is in sight, in pixels. */
  readonly scrollTop: number;
  readonly height: number;
}

/** The rows to draw. */
export function rowsInSight({ count, scrollTop, height }: Sight): RowRange {
  const top = Math.floor(scrollTop / ROW_PX / BLOCK_ROWS) * BLOCK_ROWS;
  const bottom = Math.ceil((scrollTop + height) / ROW_PX / BLOCK_ROWS) * BLOCK_ROWS;
  return {
    first: Math.max(0, Math.min(top - ROWS_BEYOND, count)),
    end: Math.max(0, Math.min(bottom + ROWS_BEYOND, count)),
  };
}

/** How far to scroll so that a row stands between the head and the foot, which stay; as far as it is where it does so already. */
export function scrollTopFor(index: number, { scrollTop, height }: Omit<Sight, "count">): number {
  const [top, room] = [index * ROW_PX, height - 2 * ROW_PX];
  return Math.min(top, Math.max(scrollTop, top + ROW_PX - room));
}
