import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { contrast, distance, SIGHTS } from "./contrast.ts";

const css = readFileSync(new URL("../../../../dashboard/src/style/tokens.css", import.meta.url), "utf8");
const pairs = [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
const themes = {
  light: new Map(pairs.map(([, name, light]) => [name, light])),
  dark: new Map(pairs.map(([, name, , dark]) => [name, dark])),
};
type Theme = keyof typeof themes;

const SERIES = Array.from({ length: 8 }, (_, index) => `series-${index + 1}`);
const PATTERNED = ["idle", "other", "unobserved"];
const FOR_TEXT = 4.5;
const FOR_SHAPES = 3;
/** Three times what can just be told apart. */
const APART = 0.06;

function colour(theme: Theme, name: string): string {
  const value = themes[theme].get(name);
  if (value === undefined) throw new Error(`tokens.css has no --${name} for both themes`);
  return value;
}

it.each<Theme>(["light", "dark"])("text can be read on every ground: %s", (theme) => {
  for (const ground of ["page", "surface", "raised"]) {
    for (const text of ["text", "muted", "accent", "good", "bad", "warn"]) {
      const measured = contrast(colour(theme, text), colour(theme, ground));
      expect(measured, `${text} on ${ground}`).toBeGreaterThanOrEqual(FOR_TEXT);
    }
  }
  const filled = contrast(colour(theme, "accent-text"), colour(theme, "accent"));
  expect(filled).toBeGreaterThanOrEqual(FOR_TEXT);
});

it.each<Theme>(["light", "dark"])("text can be read on coloured ground: %s", (theme) => {
  for (const ground of ["accent-soft", "warn-soft", "bad-soft"]) {
    for (const text of ["text", "muted"]) {
      expect(
        contrast(colour(theme, text), colour(theme, ground)),
        `${text} on ${ground}`,
      ).toBeGreaterThanOrEqual(FOR_TEXT);
    }
  }
});

it.each<Theme>(["light", "dark"])("shapes and borders stand out from their ground: %s", (theme) => {
  for (const shape of [...SERIES, ...PATTERNED, "border"]) {
    for (const ground of ["surface", "page"]) {
      expect(
        contrast(colour(theme, shape), colour(theme, ground)),
        `${shape} on ${ground}`,
      ).toBeGreaterThanOrEqual(FOR_SHAPES);
    }
  }
});

it.each<Theme>(["light", "dark"])(
  "series are told apart, also by those who lack a kind of cone: %s",
  (theme) => {
    for (const [index, one] of SERIES.entries()) {
      for (const other of SERIES.slice(index + 1)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's own keys
        for (const sight of Object.keys(SIGHTS) as (keyof typeof SIGHTS)[]) {
          expect(
            distance(colour(theme, one), colour(theme, other), sight),
            `${one}, ${other}: ${sight}`,
          ).toBeGreaterThan(APART);
        }
      }
    }
  },
);
