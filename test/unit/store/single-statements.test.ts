import { expect, test } from "vitest";
import { statementsOf } from "../../../server/src/store/schema/single-statements.ts";

test("statements end at semicolons, but not at those in texts, names, bodies and comments", () => {
  const body = "do $x$ begin perform 1; end $x$";
  const texts = `select ';', 'it''s; $$', ";"`;
  const commented = "-- one; two\nselect 1 /* three; */ - 2";

  expect(statementsOf(`${body};\n${texts};${commented};\n-- nothing; more\n`)).toEqual([
    body,
    `\n${texts}`,
    commented,
  ]);
});
