import { expect, test } from "vitest";
import { SingleFlight } from "../../../server/src/cache/single-flight.ts";

test("fifty who want the same at the same time cause one effort", async () => {
  const flights = new SingleFlight<number>();
  const { promise, resolve } = Promise.withResolvers<number>();
  let efforts = 0;
  const work = (): Promise<number> => {
    efforts++;
    return promise;
  };

  const waiting = Array.from({ length: 50 }, () => flights.run("same", work));
  resolve(7);

  expect(await Promise.all(waiting)).toEqual(Array.from({ length: 50 }, () => 7));
  expect(efforts).toBe(1);
});

test("two who want different things do not wait for each other", async () => {
  const flights = new SingleFlight<string>();
  const never = new Promise<string>(() => undefined);

  void flights.run("slow", () => never);

  await expect(flights.run("quick", () => Promise.resolve("done"))).resolves.toBe("done");
});

const failing = (): Promise<string> => Promise.reject(new Error("no"));

test("a failure is everyone's who waited, and nobody's who comes after", async () => {
  const flights = new SingleFlight<string>();

  const waiting = await Promise.allSettled([flights.run("key", failing), flights.run("key", failing)]);
  const later = await flights.run("key", () => Promise.resolve("yes"));

  expect(waiting.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(later).toBe("yes");
  expect(flights.has("key")).toBe(false);
});
