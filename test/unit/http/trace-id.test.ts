import { expect, test } from "vitest";
import { traceIdOf } from "../../../server/src/http/request/request-state.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

test.each([`00-${TRACE}-${PARENT}-01`, `cc-${TRACE}-${PARENT}-00-what-comes-later`])(
  "the trace id of %s is read",
  (header) => {
    expect(traceIdOf([header])).toBe(TRACE);
  },
);

test.each([
  { headers: [] },
  { headers: [""] },
  { headers: [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`] },
  { headers: [`ff-${TRACE}-${PARENT}-01`] },
  { headers: [`00-${"0".repeat(32)}-${PARENT}-01`] },
  { headers: [`00-${TRACE}-${"0".repeat(16)}-01`] },
  { headers: [`00-${TRACE.toUpperCase()}-${PARENT}-01`] },
  { headers: [`00-${TRACE}-${PARENT}-01-more`] },
  { headers: [`00-${TRACE}-${PARENT}-01\nlevel=error`] },
])("$headers is no trace context", ({ headers }) => {
  expect(traceIdOf(headers)).toBeUndefined();
});
