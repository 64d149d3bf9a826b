import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type GiveBack, type HourInLine, Lane } from "../../../../server/src/collector/turns/lane.ts";

const ROOM = 10;

interface Asked extends HourInLine {
  readonly number: number;
}

interface Started extends Asked {
  readonly giveBack: GiveBack;
  /** Whether history was waiting when this hour started. */
  readonly isBeforeHistory: boolean;
}

/** What one does with a lane: asks for a turn, or ends one of those that are under way. */
type Step = { readonly ask: HourInLine } | { readonly end: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ ask: fc.record({ rows: fc.integer({ min: 1, max: ROOM + 5 }), isLive: fc.boolean() }) }),
    fc.record({ end: fc.nat() }),
  ),
  { maxLength: 80 },
);

async function follow(
  taken: readonly Step[],
): Promise<{ lane: Lane; started: Started[]; leastFree: number }> {
  const lane = new Lane(ROOM);
  const started: Started[] = [];
  const running: Started[] = [];
  const waiting = new Set<Asked>();
  let leastFree = ROOM;
  const settle = async (): Promise<void> => {
    await new Promise(setImmediate);
    leastFree = Math.min(leastFree, lane.freeRows);
  };
  const ask = (hour: HourInLine, number: number): void => {
    const asked = { ...hour, number };
    waiting.add(asked);
    void start(asked);
  };
  const start = async (asked: Asked): Promise<void> => {
    const giveBack = await lane.take(asked);
    waiting.delete(asked);
    const isBeforeHistory = [...waiting].some(({ isLive }) => !isLive);
    const one = { ...asked, giveBack, isBeforeHistory };
    started.push(one);
    running.push(one);
  };
  const end = (index: number): void => {
    const [one] = running.splice(index % Math.max(1, running.length), 1);
    one?.giveBack();
    one?.giveBack();
  };
  for (const [number, step] of taken.entries()) {
    if ("ask" in step) ask(step.ask, number);
    else end(step.end);
    await settle();
  }
  for (let left = taken.length; left > 0 && running.length > 0; left--) {
    end(0);
    await settle();
  }
  return { lane, started, leastFree };
}

test("every hour has its turn, no row is lost, and never are more under way than there is room for", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const { lane, started, leastFree } = await follow(taken);

      const asked = taken.flatMap((step, number) => ("ask" in step ? [number] : []));
      expect(started.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(asked);
      expect(lane.freeRows).toBe(ROOM);
      expect(leastFree).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("hours of a kind go in the order in which they came, and history waits for three live ones at most", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const { started } = await follow(taken);

      for (const isLive of [true, false]) {
        const numbers = started.filter((hour) => hour.isLive === isLive).map(({ number }) => number);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
      let passedBy = 0;
      for (const { isLive, isBeforeHistory } of started) {
        passedBy = isLive && isBeforeHistory ? passedBy + 1 : 0;
        expect(passedBy).toBeLessThanOrEqual(3);
      }
    }),
  );
});

test("live hours go before history that came before them", async () => {
  const lane = new Lane(1);
  const order: string[] = [];
  const start = async (name: string, isLive: boolean): Promise<void> => {
    const giveBack = await lane.take({ rows: 1, isLive });
    order.push(name);
    giveBack();
  };

  await Promise.all([start("first", false), start("history", false), start("live", true)]);

  expect(order).toEqual(["first", "live", "history"]);
});
