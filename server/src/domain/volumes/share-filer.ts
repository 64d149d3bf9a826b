import { MINUTES_PER_HOUR, type PerMinute } from "../observation.ts";

/** A folder of a file server: its nominal size, when it was there, and what lies in it. */
export interface Folder {
  readonly bytes: number;
  readonly seenMinutes: PerMinute;
  /** NaN where nobody measures it. */
  readonly usedBytes: number;
  /** Size of the file system that it lies in, as the kubelet measured it; NaN where nobody did. */
  readonly systemBytes: number;
}

/**
 * Splits a file server among its folders, so that its size is paid once for each minute in which any of them
 * was there. Gives each folder's part as a size that it has for as long as it was there.
 */
export function shareFiler(folders: readonly Folder[], serverBytes: number): number[] {
  const weights = weightsOf(folders);
  const parts = folders.map(() => 0);
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
    const shares = folders.map(
      ({ seenMinutes }, index) => (seenMinutes[minute] ?? 0) * (weights[index] ?? 0),
    );
    const whole = shares.reduce((sum, share) => sum + share, 0);
    const there = Math.max(...folders.map(({ seenMinutes }) => seenMinutes[minute] ?? 0));
    if (whole > 0) {
      for (const [index, share] of shares.entries()) {
        parts[index] = (parts[index] ?? 0) + (there * share) / whole;
      }
    }
  }
  return folders.map(({ seenMinutes }, index) => {
    const minutes = seenMinutes.reduce((sum, share) => sum + share, 0);
    return minutes > 0 ? ((parts[index] ?? 0) / minutes) * serverBytes : 0;
  });
}

/**
 * The size of a file server by what its folders say of themselves: each may state the server's size or one of
 * its own. Their sum, but no more than the file system that the kubelet measured; where nobody measured it,
 * the largest of them.
 */
export function serverSize(folders: readonly Folder[]): number {
  const measured = folders.map(({ systemBytes }) => systemBytes).filter((bytes) => bytes > 0);
  const stated = folders.map(({ bytes }) => bytes).filter((bytes) => bytes > 0);
  if (measured.length === 0) return Math.max(0, ...stated);
  return Math.min(
    Math.max(...measured),
    stated.reduce((sum, bytes) => sum + bytes, 0),
  );
}

/** By use where it is measured for all of them, else alike. */
function weightsOf(folders: readonly Folder[]): number[] {
  const isMeasured = folders.every(({ usedBytes }) => usedBytes >= 0);
  const used = folders.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  // A byte more, so that an empty folder pays for minutes in which it is alone.
  return folders.map(({ usedBytes }) => (isMeasured && used > 0 ? usedBytes + 1 : 1));
}
