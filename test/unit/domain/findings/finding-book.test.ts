import { expect, test } from "vitest";
import { FINDING_CODES, FINDING_KINDS } from "../../../../server/src/domain/findings/finding.ts";
import { FindingBook, subjectText } from "../../../../server/src/domain/findings/finding-book.ts";

const WEB = { kind: "pod", namespace: "shop", name: "web", container: "app" } as const;

test("what is noted twice of one thing is one finding, whose minutes add up to an hour at most", () => {
  const book = new FindingBook();

  book.note("usage_impossible", WEB, { minutes: 40, detail: "first" });
  book.note("usage_impossible", WEB, { minutes: 40, detail: "second" });

  expect(book.list()).toEqual([{ code: "usage_impossible", subject: WEB, minutes: 60, detail: "first" }]);
});

test("the order of findings does not depend on when they were noted", () => {
  const [one, other] = [new FindingBook(), new FindingBook()];
  const names = ["b", "a", "c"];
  for (const name of names) one.note("usage_impossible", { ...WEB, name }, { minutes: 1, detail: name });
  for (const name of names.toReversed())
    other.note("usage_impossible", { ...WEB, name }, { minutes: 1, detail: name });

  expect(one.list()).toEqual(other.list());
});

test("an exporter that is wrong about everything fills no more than a thousand places of one code", () => {
  const book = new FindingBook();

  for (let pod = 0; pod < 5_000; pod++) {
    book.note("usage_impossible", { ...WEB, name: `web-${pod}` }, { minutes: 1, detail: "" });
  }

  expect(book.list()).toHaveLength(1_000);
});

test.each([
  [WEB, "shop/web/app"],
  [{ kind: "node", name: "node-1" } as const, "node-1"],
  [{ kind: "cluster" } as const, ""],
])("a subject has a name that people know it by", (subject, text) => {
  expect(subjectText(subject)).toBe(text);
});

test.each(FINDING_CODES)("%s says what was found, what is done and what ends it, in sentences", (code) => {
  const { what, rule, remedy } = FINDING_KINDS[code];

  for (const sentence of [what, rule, remedy]) expect(sentence).toMatch(/^[A-Z].{10,}[.)]$/);
  expect(code).toMatch(/^[a-z]+(_[a-z]+)+$/);
});
