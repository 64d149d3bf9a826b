import { CostError } from "@kubecent/shared";
import { expect, test } from "vitest";
import { SettingsError } from "../../../server/src/config/settings-error.ts";
import { lengthOfTime } from "../../../server/src/run/commands/command-options.ts";
import { startFailure } from "../../../server/src/run/start/exit.ts";
import { EmbeddedPostgresError } from "../../../server/src/store/embedded/embedded-postgres-error.ts";

function failure(fields: object): Error {
  return Object.assign(new Error("listen failed"), fields);
}

test.each([
  {
    error: failure({ code: "EADDRINUSE", address: "127.0.0.1", port: 8000 }),
    code: 69,
    says: "127.0.0.1:8000 is in use",
  },
  { error: failure({ code: "EACCES" }), code: 77, says: "Choose a PORT above 1023" },
  { error: failure({ code: "ECONNREFUSED" }), code: 69, says: "Check DATABASE_URL" },
  { error: failure({ code: "57P03" }), code: 69, says: "Check DATABASE_URL" },
  { error: new Error("Connection terminated unexpectedly"), code: 69, says: "that the database is up" },
  { error: failure({ code: "53100" }), code: 69, says: "Make room on its disk" },
  { error: failure({ code: "42P01" }), code: 70, says: "listen failed" },
  { error: new EmbeddedPostgresError("no room"), code: 69, says: "no room" },
  { error: new CostError("NOT_FOUND", "no such token"), code: 1, says: "no such token" },
  { error: new SettingsError(["ACCESS_BINDINGS_FILE: not JSON"]), code: 78, says: "ACCESS_BINDINGS_FILE" },
  { error: "a thrown text", code: 70, says: "a thrown text" },
])("$says ends with exit code $code", ({ error, code, says }) => {
  const failed = startFailure(error);

  expect(failed.code).toBe(code);
  expect(failed.line).toContain(says);
  expect(failed.line).not.toContain("\n");
});

test.each([
  ["30d", 30 * 86_400_000],
  ["12h", 12 * 3_600_000],
  ["90m", 90 * 60_000],
])("%s is a length of time", (text, ms) => {
  expect(lengthOfTime(text)).toBe(ms);
});

test.each(["", "0d", "30", "-1d", "1.5h", "30 d", "1y", "99999d"])("%j is none", (text) => {
  expect(() => lengthOfTime(text)).toThrow("Wanted a length of time");
});
