import { expect, test } from "vitest";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { createLogger, type Log } from "../../../server/src/log/logger.ts";

function logTo(lines: Record<string, unknown>[], level: "info" | "silent" = "info"): Log {
  return createLogger({ LOG_LEVEL: level }, { write: (line) => void lines.push(JSON.parse(line)) });
}

function logged(fields: Record<string, unknown>): Record<string, unknown> {
  const lines: Record<string, unknown>[] = [];
  logTo(lines).info("event", fields);
  return lines[0] ?? {};
}

test("a line has the time, the level, the event and its fields", () => {
  expect(logged({ hours: 3, isElsewhere: true, cluster: null })).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: "info",
    event: "event",
    hours: 3,
    isElsewhere: true,
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
  expect(logged({ message: text })["message"]).toBe(clean);
});

test.each([
  { text: "postgres://user:hunter2@db/x", clean: "postgres://…@db/x" },
  { text: "Authorization: Bearer abc.def.ghi", clean: "Authorization: Bearer …" },
  { text: "found eyJhbGciOiJSUzI1NiJ9.e30.c2ln!", clean: "found eyJ…!" },
])("%# gives no secret away", ({ text, clean }) => {
  expect(logged({ message: text })["message"]).toBe(clean);
});

test("a token in a text is hidden", () => {
  const { token } = newApiToken();

  expect(logged({ message: `found ${token}!` })["message"]).toBe("found kc_…!");
});

test("fields that are called like secrets are hidden, and instances of classes left out", () => {
  class Connection {
    readonly password = "hunter2";
  }
  const line = logged({
    errors: { Authorization: "x", password: "x", apiKey: "x", cookie: "x" },
    cause: new Connection(),
    message: Buffer.from("x"),
    reason: () => undefined,
  });

  expect(line["errors"]).toEqual({ Authorization: "…", password: "…", apiKey: "…", cookie: "…" });
  expect(line).not.toHaveProperty("cause");
  expect(line).not.toHaveProperty("message");
  expect(line).not.toHaveProperty("reason");
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

  expect(logged({ message: "x".repeat(5_000) })["message"]).toHaveLength(1_000);
  expect(JSON.stringify(logged({ errors: deep }))).toContain("…");
});

test("a field that is not on the list is left out, and named", () => {
  const line = logged({ path: "/", requestBody: "what nobody has thought about", "a\nb": 1 });

  expect(line).toMatchObject({ path: "/", unlisted: ["requestBody", "a b"] });
  expect(JSON.stringify(line)).not.toContain("nobody has thought");
});

test.each([0, 20, 43])("the cut of a long text leaves no half of a token (%i of it)", (characters) => {
  const { token } = newApiToken();
  const message = `${"x".repeat(1_000 - characters)}${token}`;

  expect(String(logged({ message })["message"])).not.toMatch(/kc_[\w-]/);
});

test("a JSON Web Token is hidden, and the audit chain's own statements are not", () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.${"s".repeat(20)}`;

  expect(logged({ message: `found ${token}` })["message"]).toBe("found eyJ…");
  expect(logged({ checkpoint: token })["checkpoint"]).toBe(token);
  expect(logged({ checkpoint: `${token} and more` })["checkpoint"]).toBe("…");
});

test("a notice is written whatever the level", () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ LOG_LEVEL: "fatal" }, { write: (line) => void lines.push(JSON.parse(line)) });
  log.error("loud");
  log.notice("audit.checkpoint", { chain_seq: 7n });

  expect(lines).toMatchObject([{ level: "notice", event: "audit.checkpoint", chain_seq: "7" }]);
});
