import { LRUCache } from "lru-cache";
import type { CachedAnswer } from "./cached-answer.ts";

/** Answers in the memory of this process. Those not asked for for longest leave first. */
export interface MemoryLayer {
  get(key: string): CachedAnswer | undefined;
  set(key: string, answer: CachedAnswer): void;
  clear(): void;
  readonly entries: number;
  readonly bytes: number;
}

/** What an entry takes beside its body and its key: objects, map, list. */
const ENTRY_BYTES = 400;
/** An answer larger than this share of the memory is not kept: it would push out all others. */
const LARGEST_SHARE = 8;

/** Keeps answers of `maxBytes` together. */
export function createMemoryLayer(maxBytes: number): MemoryLayer {
  const answers = new LRUCache<string, CachedAnswer>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / LARGEST_SHARE),
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + ENTRY_BYTES,
  });
  return {
    get: (key) => answers.get(key),
    set: (key, answer) => void answers.set(key, answer),
    clear: () => answers.clear(),
    get entries() {
      return answers.size;
    },
    get bytes() {
      return answers.calculatedSize;
    },
  };
}
