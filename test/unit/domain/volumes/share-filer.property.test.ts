import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Folder, serverSize, shareFiler } from "../../../../server/src/domain/volumes/share-filer.ts";

const UNKNOWN = Number.NaN;

function folder(more: Partial<Folder>, from = 0, to = 60): Folder {
  const seenMinutes = Float64Array.from({ length: 60 }, (_, minute) => Number(minute >= from && minute < to));
  return { bytes: 100, seenMinutes, usedBytes: UNKNOWN, systemBytes: UNKNOWN, ...more };
}

test("folders of which nobody knows the use share their server evenly", () => {
  expect(shareFiler([folder({}), folder({ usedBytes: 5 })], 300)).toEqual([150, 150]);
});

test("folders share their server by use where it is measured", () => {
  const [a = 0, b = 0] = shareFiler([folder({ usedBytes: 1e12 }), folder({ usedBytes: 3e12 })], 400);

  expect(a).toBeCloseTo(100);
  expect(b).toBeCloseTo(300);
});

test("a folder that came at half past shares the second half alone", () => {
  // The first has the server alone for 30 minutes and half of it for 30: three quarters of the hour.
  expect(shareFiler([folder({}), folder({}, 30)], 100)).toEqual([75, 50]);
});

test.each([
  { what: "the size that all folders state", folders: [folder({}), folder({})], size: 100 },
  { what: "the largest that is stated", folders: [folder({ bytes: 10 }), folder({ bytes: 70 })], size: 70 },
  {
    what: "no more than the file system",
    folders: [folder({ systemBytes: 120 }), folder({ systemBytes: 120 })],
    size: 120,
  },
  {
    what: "the sum of folders in a larger file system",
    folders: [folder({ bytes: 10, systemBytes: 900 }), folder({ bytes: 30, systemBytes: 900 })],
    size: 40,
  },
])("a server's size is $what", ({ folders, size }) => {
  expect(serverSize(folders)).toBe(size);
});

test("a server is paid once for each minute in which any of its folders is there", () => {
  const minute = fc.integer({ min: 0, max: 60 });
  const use = fc.oneof(fc.constant(UNKNOWN), fc.double({ min: 0, max: 1e15, noNaN: true }));
  const some = fc.record({ from: minute, to: minute, usedBytes: use });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1 }), (described) => {
      const folders = described.map(({ from, to, usedBytes }) => folder({ usedBytes }, from, to));
      const billed = shareFiler(folders, 1000).reduce(
        (sum, bytes, index) => sum + bytes * (folders[index]?.seenMinutes.reduce((a, b) => a + b, 0) ?? 0),
        0,
      );
      const there = Array.from({ length: 60 }, (_, at) => folders.some((each) => each.seenMinutes[at] === 1));

      expect(billed).toBeCloseTo(1000 * there.filter(Boolean).length, 3);
    }),
  );
});
