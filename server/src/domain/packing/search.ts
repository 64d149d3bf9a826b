import { type Amounts, fits, without } from "./amounts.ts";
import { mostTogether, type Spread } from "./spread.ts";
import type { Bin, Item, PackingTask } from "./task.ts";

/** Larger pools are not searched: there are too many ways. */
const MOST_BINS = 12;
const MOST_ITEMS = 60;
const MOST_STEPS = 4_000;

type Answer = "fits" | "never" | "unknown";

/** Whether all pods fit on so few of a small pool's nodes, by trying every way; `unknown` after many tries. */
export function canPack(task: PackingTask, nodes: number, spread: Spread): Answer {
  if (task.bins.length > MOST_BINS || task.items.length > MOST_ITEMS) return "unknown";
  const search = new Search(task, nodes, spread);
  return search.place(0) ? "fits" : search.isTired ? "unknown" : "never";
}

interface Place {
  readonly bin: Bin;
  room: Amounts;
  isOpen: boolean;
  readonly together: Map<string, number>;
}

class Search {
  readonly #task: PackingTask;
  readonly #most: (workload: string) => number;
  readonly #places: readonly Place[];
  #stillToOpen: number;
  #steps = 0;

  constructor(task: PackingTask, nodes: number, spread: Spread) {
    this.#task = task;
    this.#most = mostTogether(task, spread);
    this.#stillToOpen = nodes;
    this.#places = task.bins.map((bin) => ({ bin, room: bin.room, isOpen: false, together: new Map() }));
  }

  get isTired(): boolean {
    return this.#steps > MOST_STEPS;
  }

  /** Tries to place the pod with this number and all after it. */
  place(index: number): boolean {
    this.#steps += 1;
    if (this.isTired || this.#emptyZones() > this.#stillToOpen) return false;
    const item = this.#task.items[index];
    if (!item) return true;
    return this.#places.some((place, at) => this.#takes(place, item, at) && this.#tryOn(place, item, index));
  }

  #emptyZones(): number {
    const { usedZones } = this.#task;
    return usedZones.filter((zone) => !this.#places.some(({ bin, isOpen }) => isOpen && bin.zone === zone))
      .length;
  }

  #takes(place: Place, { workload, zone, size }: Item, at: number): boolean {
    if (!place.isOpen && (this.#stillToOpen === 0 || this.#isLikeEarlier(place, at))) return false;
    if (zone !== null && zone !== place.bin.zone) return false;
    return fits(size, place.room) && (place.together.get(workload) ?? 0) < this.#most(workload);
  }

  /** Of nodes alike that are all empty, one is enough to try. */
  #isLikeEarlier({ bin }: Place, at: number): boolean {
    return this.#places.some(
      (other, index) =>
        index < at && !other.isOpen && other.bin.zone === bin.zone && isSame(other.bin.room, bin.room),
    );
  }

  #tryOn(place: Place, item: Item, index: number): boolean {
    const { room, isOpen } = place;
    const together = place.together.get(item.workload) ?? 0;
    place.room = without(room, item.size);
    place.together.set(item.workload, together + 1);
    if (!isOpen) this.#open(place, true);
    const isDone = this.place(index + 1);
    place.room = room;
    place.together.set(item.workload, together);
    if (!isOpen) this.#open(place, false);
    return isDone;
  }

  #open(place: Place, isOpen: boolean): void {
    place.isOpen = isOpen;
    this.#stillToOpen += isOpen ? -1 : 1;
  }
}

function isSame(a: Amounts, b: Amounts): boolean {
  return fits(a, b) && fits(b, a);
}
