import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { type Column, columnAt } from "../geometry/stack.ts";

interface Marked {
  /** The column that is read. */
  readonly at: number;
  /** Where a selection began; the same as `at` for none. */
  readonly from: number;
  /** A pointer looks at it, or keys do. Keys are read aloud. */
  readonly by: "pointer" | "keys";
}

interface ColumnEvents {
  columns: readonly Column[];
  /** Where the columns begin, in pixels from the left of the drawing. */
  left: number;
  /** Opens the columns from one to another as a window. */
  onWindow?: ((start: number, end: number) => void) | undefined;
}

/** How columns are walked, by pointer and by keys, and how some of them are chosen: by dragging, or by arrows with Shift and Enter. */
export function useColumns({ columns, left, onWindow }: ColumnEvents) {
  const [marked, setMarked] = useState<Marked | null>(null);
  const [isDragging, setIsDragging] = useState(false);

  const open = ({ at, from }: Marked): void => {
    const [first, last] = [columns[Math.min(at, from)], columns[Math.max(at, from)]];
    if (first && last) onWindow?.(first.bucket.start, last.bucket.end);
    setMarked(null);
  };
  const columnOf = (event: PointerEvent): number =>
    columnAt(columns, event.clientX - event.currentTarget.getBoundingClientRect().left - left);

  return {
    marked,
    events: {
      onPointerMove: (event: PointerEvent) => {
        const at = columnOf(event);
        setMarked((last) => ({ at, from: isDragging && last ? last.from : at, by: "pointer" }));
      },
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0 || !onWindow || event.pointerType === "touch") return;
        const at = columnOf(event);
        event.currentTarget.setPointerCapture(event.pointerId);
        setIsDragging(true);
        setMarked({ at, from: at, by: "pointer" });
      },
      onPointerUp: () => {
        setIsDragging(false);
        // A click alone is none: it would throw the reader into a single hour.
        if (isDragging && marked && marked.at !== marked.from) open(marked);
      },
      onPointerCancel: () => setIsDragging(false),
      onPointerLeave: () => !isDragging && setMarked(null),
      onBlur: () => setMarked(null),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === "Escape" && marked) {
          event.stopPropagation();
          return setMarked(null);
        }
        if (event.key === "Enter" && marked && onWindow) return open(marked);
        const at = nextColumn(event.key, marked?.at, columns.length - 1);
        if (at === undefined) return undefined;
        event.preventDefault();
        return setMarked((last) => ({ at, from: event.shiftKey && last ? last.from : at, by: "keys" }));
      },
    },
  };
}

/** Where a key leads from a column; undefined for keys that do not walk. */
function nextColumn(key: string, at: number | undefined, last: number): number | undefined {
  const isRightToLeft = document.dir === "rtl";
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "PageUp") return Math.max(0, (at ?? 0) - 10);
  if (key === "PageDown") return Math.min(last, (at ?? 0) + 10);
  const isForward = key === "ArrowUp" || key === (isRightToLeft ? "ArrowLeft" : "ArrowRight");
  const isBack = key === "ArrowDown" || key === (isRightToLeft ? "ArrowRight" : "ArrowLeft");
  if (!isForward && !isBack) return undefined;
  if (at === undefined) return isForward ? 0 : last;
  return Math.min(last, Math.max(0, at + (isForward ? 1 : -1)));
}
