import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Tables up to this length are drawn whole: a browser finds text in them, and prints them. */
const DRAWN_WHOLE = 200;
const ROW_PX = 33;
const ROWS_BEYOND = 12;

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
  // oxlint-disable-next-line react/incompatible-library -- it is about React Compiler, which is not used
  const virtual = useVirtualizer({
    count: isWhole ? 0 : count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: ROWS_BEYOND,
  });
  if (isWhole) {
    const visible = Array.from({ length: count }, (_, index) => index);
    return { visible, before: 0, after: 0, scrollToRow: () => undefined };
  }
  const items = virtual.getVirtualItems();
  return {
    visible: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: virtual.getTotalSize() - (items.at(-1)?.end ?? 0),
    scrollToRow: (index) => virtual.scrollToIndex(index),
  };
}
