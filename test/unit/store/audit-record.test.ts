import * as fc from "fast-check";
import { expect, test } from "vitest";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { type AuditRecord, cleanAuditRecord } from "../../../server/src/store/audit-log/audit-record.ts";

const RECORD: AuditRecord = {
  writer: { replica: "one", serviceVersion: "1" },
  userId: "token:1",
  action: "SETTINGS_CHANGED",
  resourceType: "SETTINGS",
  resourceId: "runtime",
  status: "SUCCESS",
};

function detailsOf(details: Record<string, unknown>): unknown {
  return JSON.parse(cleanAuditRecord({ ...RECORD, details }).details ?? "null");
}

test.each([
  { text: "a\u0000b", clean: "a b" },
  { text: "line\nfeed\u001b[31m", clean: "line feed [31m" },
  { text: "left\u202eright\u2066", clean: "left right " },
  { text: "half \ud800 of a pair", clean: "half   of a pair" },
  { text: "ΩÄ日本", clean: "ΩÄ日本" },
])("%# is kept as clean text", ({ text, clean }) => {
  expect(cleanAuditRecord({ ...RECORD, resourceId: text }).resourceId).toBe(clean);
  expect(detailsOf({ [text]: text })).toEqual({ [clean]: clean });
});

test("what JSON has no word for becomes one that it has", () => {
  const details = { big: 10n ** 30n, not: Number.NaN, at: new Date(0), gone: undefined, call: () => 1 };

  expect(detailsOf(details)).toEqual({
    big: "1000000000000000000000000000000",
    not: "NaN",
    at: "1970-01-01T00:00:00.000Z",
    call: null,
  });
});

test("what refers to itself comes to an end", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;

  expect(JSON.stringify(detailsOf(loop))).toContain("…");
});

test("what is too much is cut, and says so", () => {
  const details = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`k${index}`, "v".repeat(500)]),
  );

  expect(detailsOf(details)).toMatchObject({ truncated: true, start: expect.stringContaining("k0") });
});

test("a token that stands where a name belongs is hidden, at any place", () => {
  const { token } = newApiToken();
  const { resourceId } = cleanAuditRecord({ ...RECORD, resourceId: `${"n".repeat(480)}${token}` });

  expect(resourceId).not.toContain("kc_");
  expect(detailsOf({ name: token })).toEqual({ name: "…" });
});

test("whatever goes in, what comes out is short, well formed and free of controls", () => {
  const text = fc.string({ unit: "binary", maxLength: 600 });
  const value = fc.oneof(text, fc.jsonValue(), fc.bigInt(), fc.date(), fc.double());
  fc.assert(
    fc.property(text, fc.dictionary(text, value, { maxKeys: 5 }), (name, details) => {
      const clean = cleanAuditRecord({ ...RECORD, userId: name, requestId: name, details });
      const all = [clean.userId, clean.requestId ?? "", clean.details ?? ""].join("");

      expect(all.isWellFormed()).toBe(true);
      expect(/\p{Cc}/u.test(all)).toBe(false);
      expect(Buffer.byteLength(clean.details ?? "")).toBeLessThanOrEqual(16 * 1024);
      expect(() => JSON.parse(clean.details ?? "null")).not.toThrow();
    }),
    { numRuns: 50, endOnFailure: true },
  );
});
