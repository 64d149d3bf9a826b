import { expect, test } from "vitest";
import { refusePrototypeKeys } from "../../../server/src/api/call.ts";

test.each(['{"__proto__": {"isAdmin": true}}', '{"label": {"__proto__": "x"}}', '{"a": [{"__proto__": 1}]}'])(
  "%s is refused by the name of the key, not left out of the question",
  (json) => {
    const input: unknown = JSON.parse(json);

    expect(() => refusePrototypeKeys(input)).toThrow("__proto__: unknown parameter");
  },
);

test.each([undefined, null, "__proto__", { namespace: "__proto__" }, { label: { team: ["a"] } }])(
  "%j is let through",
  (input) => {
    expect(() => refusePrototypeKeys(input)).not.toThrow();
  },
);
