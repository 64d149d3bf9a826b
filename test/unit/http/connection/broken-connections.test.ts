import { METHODS } from "node:http";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { IS_DEEP } from "../../../support/property-runs.ts";
import { ANSWERED, MOMENTS, sendTo, WAYS } from "./broken-connections.ts";
import { type RecordingEdge, startRecordingEdge } from "./recording-edge.ts";

const PATHS = ["/api/v1/things", "/api/v1/slow", "a:80"];

let edge: RecordingEdge;
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
beforeAll(async () => {
  edge = await startRecordingEdge();
  process.on("uncaughtException", note);
});
afterAll(async () => {
  process.off("uncaughtException", note);
  await edge.close();
});

/** What nothing answers is tried on one of the paths in `npm test`. */
const METHODS_AND_PATHS = [...METHODS, "BREW", "get"].map(
  (method, index) =>
    [
      method,
      PATHS.filter((_, at) => IS_DEEP || ANSWERED.has(method) || at === index % PATHS.length),
    ] as const,
);

test.each(METHODS_AND_PATHS)(
  "%s: whoever leaves, whenever and however, leaves nothing behind",
  async (method, paths) => {
    const authorization = `Authorization: Bearer ${edge.token}`;
    for (const { leave } of WAYS) {
      for (const path of paths) {
        const bytes = MOMENTS.map((moment) => moment.bytes(method, path, authorization));
        // Some leave at once, the others when the server has read what they sent.
        const hasty = bytes.map(async (each) => leave(await sendTo(edge.port, each)));
        const patient = await Promise.all(bytes.map((each) => sendTo(edge.port, each)));
        await Promise.all(hasty);
        expect((await edge.ask("/livez")).status).toBe(200);
        for (const socket of patient) {
          leave(socket);
          await turnOfTheLoop();
        }
      }
    }
    await vi.waitFor(async () => expect(await edge.connections()).toBe(0), 5_000);
    edge.release();
    expect(uncaught).toEqual([]);
    expect(edge.made).toEqual([]);
    expect((await edge.ask("/livez")).status).toBe(200);
  },
);

test("a connection that is left while it is idle is forgotten", async () => {
  for (const { leave } of WAYS) {
    const socket = await sendTo(edge.port, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    await edge.ask("/livez");
    leave(socket);
  }

  await vi.waitFor(async () => expect(await edge.connections()).toBe(0));
  expect(uncaught).toEqual([]);
});
