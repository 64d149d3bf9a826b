import { type RefObject, useEffect } from "react";

/** Arrows, Home and End move from row to row of the table within; Enter opens the row, for its name is a link. */
export function useArrowKeys(
  scroll: RefObject<HTMLElement | null>,
  count: number,
  scrollToRow: (index: number) => void,
): void {
  useEffect(() => {
    const around = scroll.current;
    const press = (event: KeyboardEvent): void => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-row]") : null;
      if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
      const index = targetOf(event.key, Number(row.dataset["row"]), count);
      if (index === undefined) return;
      event.preventDefault();
      scrollToRow(index);
      // A row that was out of sight is drawn first.
      requestAnimationFrame(() => {
        around?.querySelector<HTMLElement>(`tr[data-row="${index}"] th :is(a, button)`)?.focus();
      });
    };
    around?.addEventListener("keydown", press);
    return () => around?.removeEventListener("keydown", press);
  });
}

function targetOf(key: string, index: number, count: number): number | undefined {
  const last = count - 1;
  if (key === "ArrowDown") return Math.min(last, index + 1);
  if (key === "ArrowUp") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  return key === "End" ? last : undefined;
}
