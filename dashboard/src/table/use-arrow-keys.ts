import { type RefObject, useEffect } from "react";

/**
 * Arrows, Home and End move from row to row of the table within, and along a row from number to number; Enter opens what is
 * reached, for it is a link.
 */
export function useArrowKeys(
  scroll: RefObject<HTMLElement | null>,
  count: number,
  scrollToRow: (index: number) => void,
): void {
  useEffect(() => {
    const around = scroll.current;
    const press = (event: KeyboardEvent): void => {
      const from = event.target instanceof Element ? event.target : null;
      const row = from?.closest<HTMLElement>("tr[data-row]");
      if (!from || !row || event.altKey || event.ctrlKey || event.metaKey) return;
      const isAlong = moveAlong(event.key, row, from);
      const index = targetOf(event.key, Number(row.dataset["row"]), count);
      if (isAlong || index !== undefined) event.preventDefault();
      if (index === undefined) return;
      const column = from.closest<HTMLTableCellElement>("th, td")?.cellIndex ?? 0;
      scrollToRow(index);
      // A row that was out of sight is drawn first.
      requestAnimationFrame(() => {
        focusCell(around?.querySelector<HTMLTableRowElement>(`tr[data-row="${index}"]`), column);
      });
    };
    around?.addEventListener("keydown", press);
    return () => around?.removeEventListener("keydown", press);
  });
}

const CONTROLS = ":is(a, button, input)";

/** Focuses the control before or after the one at hand, in the same row. Whether the key was for that. */
function moveAlong(key: string, row: HTMLElement, from: Element): boolean {
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return false;
  const controls = [...row.querySelectorAll<HTMLElement>(CONTROLS)];
  controls[controls.findIndex((control) => control === from) + step]?.focus();
  return true;
}

/** Focuses what a column has in a row; its name where the column has nothing to press there. */
function focusCell(row: HTMLTableRowElement | null | undefined, column: number): void {
  const inColumn = row?.cells[column]?.querySelector<HTMLElement>(CONTROLS);
  (inColumn ?? row?.querySelector<HTMLElement>(`th ${CONTROLS}`))?.focus();
}

function targetOf(key: string, index: number, count: number): number | undefined {
  const last = count - 1;
  if (key === "ArrowDown") return Math.min(last, index + 1);
  if (key === "ArrowUp") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  return key === "End" ? last : undefined;
}
