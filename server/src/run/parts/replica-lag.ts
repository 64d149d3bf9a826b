/** How far a replica is behind its primary, from looks at both. */
export interface ReplicaLag {
  /** The primary has written up to here. */
  notePrimary(position: bigint): void;
  /** The replica has replayed up to here. */
  noteReplica(position: bigint): void;
  /** As of the last look at the primary; null where nothing tells, for the replica was not yet where a look began. */
  milliseconds(): number | null;
}

/** Marks that are remembered: 10 minutes of looks each second, and less closely what is longer ago. */
const MOST_MARKS = 600;

interface Mark {
  readonly position: bigint;
  readonly seenAtMs: number;
}

/**
 * Measures how long ago the primary was where the replica is now, by our own clock: neither of theirs is needed, and a
 * primary that writes nothing makes no lag. A replica that was behind before anybody looked has no measure until it
 * has come to where the primary was at the first look.
 */
export function createReplicaLag(monotonicMs: () => number = () => performance.now()): ReplicaLag {
  let marks: Mark[] = [];
  let written = -1n;
  let replayed = -1n;
  let goal: bigint | null = null;
  let asOfMs = 0;
  return {
    notePrimary: (position) => {
      asOfMs = monotonicMs();
      if (written === -1n) goal = position;
      written = position;
      if (position > (marks.at(-1)?.position ?? replayed)) marks.push({ position, seenAtMs: asOfMs });
      if (marks.length > MOST_MARKS) marks = marks.filter((_, index) => index % 2 === 0);
    },
    noteReplica: (position) => {
      // It went back: another one is there now, or it was restored.
      if (position < replayed) goal = written;
      replayed = position;
      if (goal !== null && position >= goal) goal = null;
      marks = marks.filter((mark) => mark.position > position);
    },
    milliseconds: () => {
      if (goal !== null) return null;
      const [oldest] = marks;
      return oldest ? asOfMs - oldest.seenAtMs : 0;
    },
  };
}
