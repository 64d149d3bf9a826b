import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { ROW_PX, type RowRange, rowsInSight, scrollTopFor } from "./rows-in-sight.ts";

/** Tables up to this length are drawn whole: a browser finds text in them, and prints them. */
const DRAWN_WHOLE = 200;
/**
 * What is drawn at once of a table that is in sight, by how much of it is: a phone that draws forty rows in one go does
 * nothing else for a fifth of a second. Of a table out of sight that is nothing. The others come after each painting, some
 * at a time; their room is kept.
 */
const DRAWN_FIRST = { few: 8, many: 40 };
const DRAWN_NEXT = 32;
/** What is drawn before the table has been measured. */
const FIRST_HEIGHT_PX = 900;

interface VisibleRows {
  /** Indices of the rows to draw. */
  visible: readonly number[];
  /** Height of the rows before and after them, in pixels. */
  before: number;
  after: number;
  scrollToRow: (index: number) => void;
}

/** Which rows of a long table are in sight. */
export function useVisibleRows(count: number, scroll: RefObject<HTMLElement | null>): VisibleRows {
  const isWhole = count <= DRAWN_WHOLE;
  const [sight, setSight] = useState({ scrollTop: 0, height: FIRST_HEIGHT_PX });
  const { first, end: wanted } = isWhole ? { first: 0, end: count } : rowsInSight({ count, ...sight });
  const end = Math.min(wanted, first + useGrowing(wanted - first, scroll));

  useEffect(() => {
    const element = scroll.current;
    if (!element || isWhole) return undefined;
    const look = (): void => setSight((last) => seenBy(element, count, last));
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroll, count, isWhole]);

  const scrollToRow = useCallback(
    (index: number) => {
      const element = scroll.current;
      if (!element || isWhole) return;
      const { scrollTop, clientHeight: height } = element;
      element.scrollTo({ top: scrollTopFor(index, { scrollTop, height }) });
      setSight((last) => seenBy(element, count, last));
    },
    [scroll, count, isWhole],
  );
  return {
    visible: Array.from({ length: end - first }, (_, index) => first + index),
    before: first * ROW_PX,
    after: (count - end) * ROW_PX,
    scrollToRow,
  };
}

/** How many rows may be drawn by now, of so many that are wanted. */
function useGrowing(wanted: number, scroll: RefObject<HTMLElement | null>): number {
  const [drawn, setDrawn] = useState(0);
  // Before anything is painted: rows that come later, and are wider, would move the columns of what is in sight.
  useLayoutEffect(() => {
    const inSight = (innerHeight - (scroll.current?.getBoundingClientRect().top ?? 0)) / ROW_PX;
    // oxlint-disable-next-line react/set-state-in-effect -- what is in sight is known once it is laid out, and not before
    if (inSight > 0) setDrawn(inSight > DRAWN_FIRST.few ? DRAWN_FIRST.many : DRAWN_FIRST.few);
  }, [scroll]);
  useEffect(() => {
    if (drawn < wanted) startTransition(() => setDrawn(drawn + DRAWN_NEXT));
  }, [drawn, wanted]);
  return drawn;
}

interface Seen {
  readonly scrollTop: number;
  readonly height: number;
}

/** What is seen of an element; the same as before where the same rows are drawn for it. */
function seenBy({ scrollTop, clientHeight }: HTMLElement, count: number, last: Seen): Seen {
  const next = { scrollTop, height: clientHeight };
  return isSame(rowsInSight({ count, ...last }), rowsInSight({ count, ...next })) ? last : next;
}

function isSame(one: RowRange, other: RowRange): boolean {
  return one.first === other.first && one.end === other.end;
}
