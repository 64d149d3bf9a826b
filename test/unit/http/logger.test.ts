import { expect, test } from "vitest";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { createLogger, type Log } from "../../../server/src/http/log/logger.ts";

function logTo(lines: Record<string, unknown>[], level: "info" | "silent" = "info"): Log {
  return createLogger({ LOG_LEVEL: level }, { write: (line) => void lines.push(JSON.parse(line)) });
}

function logged(fields: Record<string, unknown>): Record<string, unknown> {
  const lines: Record<string, unknown>[] = [];
  logTo(lines).info("event", fields);
  return lines[0] ?? {};
}

test("a line has the time, the level, the event and its fields", () => {
  expect(logged({ hours: 3, ready: true, cluster: null })).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: "info",
    event: "event",
    hours: 3,
    ready: true,
    cluster: null,
  });
});

test("a child's lines carry its fields", () => {
  const lines: Record<string, unknown>[] = [];
  logTo(lines).child({ request_id: "r1" }).warn("refused", { path: "/" });

  expect(lines).toMatchObject([{ level: "warn", event: "refused", request_id: "r1", path: "/" }]);
});

test("what is below the level is not written", () => {
  const lines: Record<string, unknown>[] = [];
  logTo(lines).debug("detail");
  logTo(lines, "silent").error("loud");

  expect(lines).toEqual([]);
});

test.each([
  { text: "a\u001b[31mb", clean: "a [31mb" },
  { text: "a\u202eb\u2028c\u2066d", clean: "a b c d" },
  { text: "a\nlevel=error", clean: "a level=error" },
  { text: "lone \ud800 half", clean: "lone   half" },
])("%# is one clean line", ({ text, clean }) => {
  expect(logged({ text })["text"]).toBe(clean);
});

test.each([
  { text: "postgres://user:hunter2@db/x", clean: "postgres://…@db/x" },
  { text: "Authorization: Bearer abc.def.ghi", clean: "Authorization: Bearer …" },
  { text: "found eyJhbGciOiJSUzI1NiJ9.e30.c2ln!", clean: "found eyJ…!" },
])("%# gives no secret away", ({ text, clean }) => {
  expect(logged({ text })["text"]).toBe(clean);
});

test("a token in a text is hidden", () => {
  const { token } = newApiToken();

  expect(logged({ text: `found ${token}!` })["text"]).toBe("found kc_…!");
});

test("fields that are called like secrets are hidden, and instances of classes left out", () => {
  class Connection {
    readonly password = "hunter2";
  }
  const line = logged({
    Authorization: "x",
    nested: { password: "x", apiKey: "x", cookie: "x" },
    connection: new Connection(),
    body: Buffer.from("x"),
    work: () => undefined,
  });

  expect(line).toMatchObject({ Authorization: "…", nested: { password: "…", apiKey: "…", cookie: "…" } });
  expect(line).not.toHaveProperty("connection");
  expect(line).not.toHaveProperty("body");
  expect(line).not.toHaveProperty("work");
});

test("of an error the type, the message and the stack are written, and nothing that hangs on it", () => {
  const error = Object.assign(new TypeError("bad"), { config: { headers: { authorization: "x" } } });

  expect(logged({ error })["error"]).toEqual({
    error_type: "TypeError",
    error: "bad",
    stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
  });
});

test("a field that is long or deep is cut", () => {
  const deep = { a: { a: { a: { a: { a: 1 } } } } };

  expect(logged({ text: "x".repeat(5_000) })["text"]).toHaveLength(1_000);
  expect(JSON.stringify(logged({ deep }))).toContain("…");
});
