import { anything, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { createLogger, type LogFields } from "../../../server/src/log/logger.ts";
import { prettyLine } from "../../../server/src/log/pretty-line.ts";

const PLAIN = { bold: (text: string) => text, gray: (text: string) => text };

function prettyOf(fields: LogFields, level: "info" | "error" | "notice" = "info", event = "event"): string {
  const lines: string[] = [];
  const log = createLogger({ LOG_LEVEL: "info" }, { write: (line) => void lines.push(line) });
  log[level](event, fields);
  return prettyLine(JSON.parse(lines[0] ?? ""), PLAIN).trimStart();
}

test("a line has its event and the fields that tell something", () => {
  const fields = { cluster: "prod", hours: 3, skipped: 0, client: null, errors: [], request_id: "r1" };

  expect(prettyOf(fields)).toBe("event cluster=prod hours=3");
});

test("a fault names its request, and where it happened below itself", () => {
  const stack = ["at f (a.ts:1)", "19:00:00 INFO: all is well", "at g (b.ts:2)"];
  const [line, ...below] = prettyOf({ error: "no such table", request_id: "r1", stack }, "error").split("\n");

  expect(line).toBe('event error="no such table" request_id=r1');
  expect(below.map((row) => row.trim())).toEqual(["at f (a.ts:1)", "at g (b.ts:2)"]);
});

test("a request reads as one says it", () => {
  const request = {
    method: "GET",
    route: "cost.namespaces",
    status: 200,
    duration_ms: 1.5,
    caller: "token:1",
  };

  expect(prettyOf(request, "info", "request")).toBe("GET cost.namespaces 200 1.5 ms caller=token:1");
});

test("of what only programs check the beginning is shown", () => {
  const signed = `${"a".repeat(50)}.${"b".repeat(50)}.${"c".repeat(50)}`;

  expect(prettyOf({ chain_seq: 7n, checkpoint: signed }, "notice")).toBe(
    "event chain_seq=7 checkpoint=aaaaaaaaaaaa…",
  );
});

test("of a long list the number is told", () => {
  expect(prettyOf({ migrations: ["1", "2", "3", "4"], errors: ["a", "b", "c", "d"] })).toBe(
    'event migrations=[4] errors=["a","b","c","d"]',
  );
});

test("secrets stay hidden", () => {
  expect(prettyOf({ error: "postgres://user:hunter2@db/x" })).toBe("event error=postgres://…@db/x");
});

test.each([
  ["blanks that push the next word to the next row", `a${" ".repeat(200)}19:00:00 INFO: fine`],
  ["blanks that are not called so", `a${"\u2800\u3164\u200b".repeat(80)}19:00:00 INFO: fine`],
])("%s are one", (_case, cluster) => {
  expect(prettyOf({ cluster })).toBe('event cluster="a 19:00:00 INFO: fine"');
});

test("a value cannot pass for another field", () => {
  expect(prettyOf({ cluster: 'prod" level="x', client: "a=b" })).toBe(
    String.raw`event cluster="prod\" level=\"x" client="a=b"`,
  );
});

test("whatever a field holds, it is one row of text without controls", () => {
  const hostile = constantFrom("\u001b[2J", "\u009b31m", "\n", "\r", "\b", "\u202e", "a", " ", "=");
  const field = oneof(string({ unit: hostile }), string({ unit: "binary" }), anything({ maxDepth: 3 }));

  assert(
    property(field, field, (cluster, message) => {
      expect(prettyOf({ cluster, message, things: { deep: [cluster] } })).not.toMatch(
        /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
      );
    }),
  );
});
