import { LRUCache } from "lru-cache";
import type { CachedAnswer } from "./cached-answer.ts";

/** Answers that this process has at hand, those asked for longest ago leaving first. */
export interface MemoryLayer {
  get(key: string): CachedAnswer | undefined;
  set(key: string, answer: CachedAnswer): void;
  clear(): void;
  readonly entries: number;
  readonly bytes: number;
}

/** What an entry takes beside its body and its key: objects, map, list. */
const ENTRY_BYTES = 400;
/** One answer shall not push out all others. */
const LARGEST_SHARE = 8;

/** Keeps answers of so many bytes together. */
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
