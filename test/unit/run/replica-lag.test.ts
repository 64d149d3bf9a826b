import { expect, test } from "vitest";
import { createReplicaLag, type ReplicaLag } from "../../../server/src/run/parts/replica-lag.ts";

interface Watched extends ReplicaLag {
  /** Looks at both, so many milliseconds after the last time. */
  look(afterMs: number, primary: bigint | null, replica: bigint | null): number | null;
}

function createWatched(): Watched {
  let nowMs = 1_000;
  const lag = createReplicaLag(() => nowMs);
  return {
    ...lag,
    look: (afterMs, primary, replica) => {
      nowMs += afterMs;
      if (primary !== null) lag.notePrimary(primary);
      if (replica !== null) lag.noteReplica(replica);
      return lag.milliseconds();
    },
  };
}

test("a replica that is where the primary is has no lag, however long nothing is written", () => {
  const lag = createWatched();

  const looks = [lag.look(0, 10n, 10n), lag.look(60_000, 10n, 10n), lag.look(1_000, 11n, 11n)];

  expect(looks).toEqual([0, 0, 0]);
});

test("lag is the time since the primary wrote what the replica lacks, and less once it has some of that", () => {
  const lag = createWatched();
  lag.look(0, 10n, 10n);

  const looks = [lag.look(1_000, 20n, 10n), lag.look(5_000, 30n, 10n), lag.look(5_000, 30n, 20n)];

  expect(looks).toEqual([0, 5_000, 5_000]);
});

test("a replica that was behind at the first look has no measure until it comes to where the primary was then", () => {
  const lag = createWatched();

  const looks = [
    lag.look(0, 10n, 2n),
    lag.look(60_000, 12n, 9n),
    lag.look(1_000, 13n, 10n),
    lag.look(1_000, 13n, 13n),
  ];

  expect(looks).toEqual([null, null, 1_000, 0]);
});

test("what the primary wrote while the replica was away counts when it is back", () => {
  const lag = createWatched();
  lag.look(0, 10n, 10n);
  lag.look(1_000, 20n, null);
  lag.look(60_000, 30n, null);

  const back = lag.look(1_000, 30n, 10n);

  expect(back).toBe(61_000);
});

test("while the primary is away no lag is added, and a replica that gets what it lacked has none", () => {
  const lag = createWatched();
  lag.look(0, 10n, 10n);
  lag.look(1_000, 20n, 10n);
  lag.look(5_000, 20n, 10n);

  const looks = [lag.look(60_000, null, 10n), lag.look(1_000, null, 20n)];

  expect(looks).toEqual([5_000, 0]);
});

test("a replica that goes back has no measure until it comes to where the primary was", () => {
  const lag = createWatched();
  lag.look(0, 10n, 10n);

  const looks = [lag.look(1_000, 10n, 3n), lag.look(1_000, 11n, 10n), lag.look(1_000, 11n, 11n)];

  expect(looks).toEqual([null, 0, 0]);
});

test("a day of lag is measured with as few marks as minutes of it", () => {
  const lag = createWatched();
  lag.look(0, 0n, 0n);
  const seconds = 86_400;

  for (let second = 1; second <= seconds; second++) lag.look(1_000, BigInt(second), 0n);

  expect(lag.milliseconds()).toBe((seconds - 1) * 1_000);
});
