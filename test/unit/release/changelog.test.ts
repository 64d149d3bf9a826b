import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  changelogFaults,
  hasBreaking,
  notesOf,
  releasedChangelog,
} from "../../../scripts/release/changelog.ts";

const HEAD = "# Changelog\n\nWhat a user notices, newest first.\n\n";
const OLD = "## 0.1.0 (2026-10-01)\n\n- **BREAKING** out.\n- In.\n";

function pending(body: string): string {
  return `${HEAD}## Pending\n\n${body}\n\n${OLD}`;
}

function faultsOf(text: string, version = "0.2.0"): string[] {
  return changelogFaults(text, version).map(({ found }) => found);
}

test("Pending becomes the version, with what breaks first, and a new Pending begins", () => {
  const text = pending("- One,\n  in two rows.\n- **BREAKING** a is b.\n- Two.\n- **BREAKING** c is d.");

  expect(faultsOf(text)).toEqual([]);
  expect(hasBreaking(text)).toBe(true);
  expect(releasedChangelog(text, "0.2.0", "2026-11-28")).toBe(
    `${HEAD}## Pending\n\n## 0.2.0 (2026-11-28)\n\n- **BREAKING** a is b.\n- **BREAKING** c is d.\n- One,\n  in two rows.\n- Two.\n\n${OLD}`,
  );
});

test("what was released can be told of one version, and not of another", () => {
  const released = releasedChangelog(pending("- One."), "0.2.0", "2026-11-28");

  expect(notesOf(released, "0.2.0")).toBe("- One.");
  expect(notesOf(released, "0.1.0")).toBe("- **BREAKING** out.\n- In.");
  expect(notesOf(released, "0.2")).toBeUndefined();
  expect(hasBreaking(released)).toBe(false);
});

test.each([
  ["", "nothing under Pending"],
  ["Some words.", "under Pending"],
  [`- One.\n- ${["TO", "DO"].join("")}: two.`, "an unfinished bullet"],
  ["- One.\n-", "an unfinished bullet"],
  ["- One.\n- …", "an unfinished bullet"],
  ["- This is BREAKING.", "BREAKING not at its beginning"],
  ["- Breaking: a is b.", "BREAKING not at its beginning"],
  ["- **Breaking change**: a is b.", "BREAKING not at its beginning"],
])("%j is not released", (body, found) => {
  expect(faultsOf(pending(body))).toEqual([expect.stringContaining(found)]);
});

test("connections that break are no breaking change", () => {
  expect(faultsOf(pending("- A connection that breaks is opened again. Breaking it is tested."))).toEqual([]);
});

test("a Pending that is missing, twice, or not first is named", () => {
  expect(faultsOf(`${HEAD}${OLD}`)[0]).toContain('0 headings "## Pending"');
  expect(faultsOf(`${pending("- One.")}\n## Pending\n\n- Two.\n`)[0]).toContain('2 headings "## Pending"');
  expect(faultsOf(`${HEAD}${OLD}\n## Pending\n\n- One.\n`)[0]).toContain('"## 0.1.0 (2026-10-01)" first');
});

test("a version that has its heading is named, and so is one whose breaking bullet is not first", () => {
  expect(faultsOf(pending("- One."), "0.1.0")).toEqual([
    'CHANGELOG.md: the heading "## 0.1.0 (2026-10-01)" already',
  ]);
  expect(faultsOf(`${HEAD}## Pending\n\n- One.\n\n## 0.1.0\n\n- In.\n- **BREAKING** out.\n`)).toEqual([
    'CHANGELOG.md: under "## 0.1.0" a BREAKING bullet behind others',
  ]);
});

test("no bullet is lost, changed or doubled, whatever their order", () => {
  const bullet = fc.tuple(fc.boolean(), fc.stringMatching(/^[a-z][a-z `.]{0,30}$/), fc.boolean());
  fc.assert(
    fc.property(fc.array(bullet, { minLength: 1 }), (bullets) => {
      const texts = bullets.map(
        ([isBreaking, words, isLong]) =>
          `- ${isBreaking ? "**BREAKING** " : ""}${words.trim()}${isLong ? "\n  more" : ""}`,
      );
      const notes =
        notesOf(releasedChangelog(pending(texts.join("\n")), "0.2.0", "2026-11-28"), "0.2.0") ?? "";
      const released = notes.split(/^(?=- )/m).map((text) => text.trimEnd());

      expect(released.toSorted()).toEqual(texts.toSorted());
      expect(
        released.lastIndexOf(released.findLast((text) => text.startsWith("- **BREAKING**")) ?? ""),
      ).toBeLessThan(bullets.filter(([isBreaking]) => isBreaking).length);
    }),
  );
});
