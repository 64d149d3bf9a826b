import { formatInstant } from "@kubecent/shared";

/** A stored time as answers show it; null where there is none. */
export function instantOf(date: Date | null): string | null {
  return date === null ? null : formatInstant(date.getTime());
}
