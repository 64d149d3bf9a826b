import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  cleanName,
  LONGEST_NAME_BYTES,
  nameFault,
} from "../../../../server/src/collector/names/clean-name.ts";
import { cleanObservation } from "../../../../server/src/collector/names/clean-observation.ts";
import { createObservation, createPod, HOUR } from "../../../support/observations.ts";
import { oddObservation } from "../../../support/odd-names.ts";

/** Names of any 16-bit units, halves of characters and NUL among them, short and long. */
const anyName = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 1_000 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom("a", "\u0000", "\ud800", "\udc00", "\ufffd", "~", "0"), maxLength: 40 }),
);

test("a cleaned name can be stored, is cleaned for good, and is no longer than it may be", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const clean = cleanName(name, LONGEST_NAME_BYTES);

      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toContain("\u0000");
      expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(LONGEST_NAME_BYTES);
      expect(Buffer.from(clean).toString()).toBe(clean);
    }),
  );
});

test("two names are never one once they are cleaned, not even where one was made to look like another's", () => {
  const pairs = fc.oneof(
    fc.tuple(anyName, anyName),
    anyName.map((name) => [name, cleanName(name, LONGEST_NAME_BYTES)] as const),
    anyName.map((name) => [`${name}\u0000`, `${name}\ufffd`] as const),
    anyName.map((name) => [`${name}\ud800`, `${name}\udbff`] as const),
    anyName.map((name) => [`${name}${"x".repeat(600)}`, `${name}${"x".repeat(601)}`] as const),
  );
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const isSame = cleanName(one, LONGEST_NAME_BYTES) === cleanName(other, LONGEST_NAME_BYTES);

      expect(isSame).toBe(one === other);
    }),
  );
});

test.each(["web-1", "", "größe", "a".repeat(512), "/subscriptions/x/virtualMachines/aks~3"])(
  "an ordinary name stays as it is: %s",
  (name) => {
    expect(cleanName(name, LONGEST_NAME_BYTES)).toBe(name);
  },
);

test("a changed name says so, and shows what it was", () => {
  expect(cleanName("web\u00001", LONGEST_NAME_BYTES)).toMatch(/^web\ufffd1~[0-9a-f]{16}$/);
  expect(cleanName("ö".repeat(400), LONGEST_NAME_BYTES)).toMatch(/^ö{247}~[0-9a-f]{16}$/);
  expect([nameFault("a\u0000", 512), nameFault("a".repeat(513), 512), nameFault("a", 512)]).toEqual([
    "unstorable",
    "too_long",
    null,
  ]);
});

test("of a whole observation every name is cleaned, and what is in order is the same object", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const { observation } = cleanObservation(oddObservation(HOUR, [name, `${name}2`]));

      expect(JSON.stringify(observation)).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
  );
  const ordinary = oddObservation(HOUR + HOUR_MS, ["web-1"]);
  const { observation, cleaned } = cleanObservation(ordinary);
  expect(observation.pods[0]?.containers[0]).toBe(ordinary.pods[0]?.containers[0]);
  expect(cleaned).toEqual({ unstorable: 0, too_long: 0 });
});

test("what was found is told under the names that are stored, without what no text can hold", () => {
  const name = "we\u0000b";
  const subject = { kind: "pod", namespace: "shop", name, container: "a\ud800" } as const;
  const findings = [{ code: "usage_impossible", subject, minutes: 1, detail: "9e18\u0000" }] as const;

  const { observation } = cleanObservation(
    createObservation({ pods: [createPod({ namespace: "shop", name })], findings }),
  );

  expect(observation.findings[0]?.subject).toMatchObject({ name: observation.pods[0]?.name });
  expect(JSON.stringify(observation.findings)).not.toMatch(/\\u0000|\\ud800/);
});
