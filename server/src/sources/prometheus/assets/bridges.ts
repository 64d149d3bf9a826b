import { clip, durationMs, type Stretches } from "../time/stretches.ts";
import { LONGEST_BRIDGE_MS } from "../time/time-window.ts";

/** So much of a hole may have been watched, by rounding, before it counts as seen to be empty. */
const ROUNDING_MS = 1_000;

/**
 * The holes of three hours or less in which a thing went unseen because nobody was looking. While somebody
 * looked and did not see it, it was gone.
 */
export function bridgedHoles(presence: Stretches, watched: Stretches): Stretches {
  return presence.slice(1).flatMap(({ start: end }, index) => {
    const hole = { start: presence[index]?.end ?? end, end };
    const isShort = hole.end - hole.start <= LONGEST_BRIDGE_MS;
    return isShort && durationMs(clip(watched, hole)) <= ROUNDING_MS ? [hole] : [];
  });
}
