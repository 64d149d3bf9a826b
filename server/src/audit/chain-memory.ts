import { contentOf } from "./statement.ts";

/** What this process knows of the chain from outside the database: the last checkpoint that it signed, or found sound. */
export interface ChainMemory {
  /** The checkpoint as it was signed; null where nothing is known yet. */
  last(): string | null;
  /** Takes the place of the last one. Only a checkpoint that follows on it may. */
  remember(checkpoint: string): Promise<void>;
}

export interface ChainMemoryOptions {
  /** What an earlier process has kept. */
  readonly kept: string | null;
  /** Writes it to where a restart finds it. */
  readonly keep: (checkpoint: string) => Promise<void>;
  /** Called when it cannot be written: a restart would know an older checkpoint, or none. Told once until it works again. */
  readonly onNotKept: (error: unknown) => void;
}

/** A memory that begins with what an earlier process has kept. */
export function createChainMemory({ kept, keep, onNotKept }: ChainMemoryOptions): ChainMemory {
  let last = kept;
  let isKept = true;
  let hasFailed = false;
  return {
    last: () => last,
    async remember(checkpoint) {
      if (checkpoint === last && isKept) return;
      last = checkpoint;
      isKept = false;
      try {
        await keep(checkpoint);
        isKept = true;
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) onNotKept(error);
        hasFailed = true;
      }
    },
  };
}

/**
 * Whether an operator has accepted a state of the database after the remembered checkpoint was signed, and the other one
 * stands on that: then it counts, whatever was lost. An acceptance is signed, and an older one cannot be used again.
 */
export function isAcceptedAfter(checkpoint: string, remembered: string): boolean {
  return acceptedAt(checkpoint) > acceptedAt(remembered);
}

/** When an operator last accepted the state that a checkpoint stands on, RFC 3339; empty where nobody had to. */
export function acceptedAt(checkpoint: string): string {
  return contentOf(checkpoint)?.accepted ?? "";
}
