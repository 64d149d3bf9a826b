import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Fragment,
  readingMany,
  sql,
  statementOf,
} from "../../../server/src/store/connection/composed-sql.ts";

test("numbers values from the first to the last, wherever they were put in", () => {
  const condition = sql.join([sql`a = ${1}`, sql`b = any(${["x", "y"]})`], sql` and `);

  const statement = statementOf(sql`select ${"first"} from t where ${condition} limit ${2}`);

  expect(statement).toMatchObject({
    text: "select $1 from t where a = $2 and b = any($3) limit $4",
    values: ["first", 1, ["x", "y"], 2],
  });
});

test("joins values as parameters, with a comma where nothing else is said", () => {
  expect(statementOf(sql`in (${sql.join([1, null, undefined])})`)).toMatchObject({
    text: "in ($1, $2, $3)",
    values: [1, null, undefined],
  });
  expect(statementOf(sql.join([]))).toMatchObject({ text: "", values: [] });
});

test.each([
  { piece: sql.ref("summed.cpu_nano"), text: '"summed"."cpu_nano"' },
  { piece: sql.ref('label:a"b'), text: '"label:a""b"' },
  { piece: sql.table("namespace"), text: '"namespace"' },
  { piece: sql.lit("it's"), text: "'it''s'" },
  { piece: sql.lit(101), text: "101" },
  { piece: sql.raw("count(*)"), text: "count(*)" },
])("writes $text", ({ piece, text }) => {
  expect(statementOf(piece)).toMatchObject({ text, values: [] });
});

test("what holds a piece that reads many rows reads many rows", () => {
  const facts = readingMany(sql`container_hour`);

  expect(statementOf(sql`select 1 from (${sql.join([sql`a`, sql`select from ${facts}`])}) x`).readsMany).toBe(
    true,
  );
  expect(statementOf(sql`select 1 from ${sql.table("container_hour")}`).readsMany).toBe(false);
});

interface Piece {
  readonly fragment: Fragment;
  readonly values: readonly unknown[];
}

const pieces = fc.letrec<{ piece: Piece; leaf: Piece; nested: Piece }>((tie) => ({
  piece: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("nested")),
  leaf: fc.oneof(
    fc.constant({ fragment: sql`x`, values: [] }),
    fc.string().map((value) => ({ fragment: sql`${value}`, values: [value] })),
  ),
  nested: fc.array(tie("piece"), { maxLength: 4 }).map((parts) => ({
    fragment: sql`(${sql.join(parts.map(({ fragment }) => fragment))})`,
    values: parts.flatMap(({ values }) => values),
  })),
})).piece;

test("no value is ever part of the text, and each stands at its own number", () => {
  fc.assert(
    fc.property(pieces, ({ fragment, values }) => {
      const statement = statementOf(fragment);
      expect(statement.values).toEqual(values);
      expect(statement.text).toMatch(/^(?:[(), x]|\$\d+)*$/);
      const numbers = [...statement.text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(values.map((_, index) => index + 1));
    }),
  );
});
