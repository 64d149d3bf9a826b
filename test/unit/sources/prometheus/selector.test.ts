import { expect, test } from "vitest";
import {
  equalMatchers,
  escapeRegex,
  selector,
} from "../../../../server/src/sources/prometheus/query/selector.ts";

const FAMILY = {
  name: "CPU",
  metric: "cpu_seconds",
  matchers: [{ label: "container", operator: "!=" as const, value: "" }],
};

test("a selector has the family's conditions and the given ones", () => {
  const matchers = equalMatchers({ cluster: "eu-1" });

  expect(selector(FAMILY, matchers)).toBe('cpu_seconds{container!="",cluster="eu-1"}');
});

test("values cannot break out of their quotes", () => {
  const matchers = equalMatchers({ cluster: 'a"} or up{b="\\\n' });

  expect(selector(FAMILY, matchers)).toBe(
    String.raw`cpu_seconds{container!="",cluster="a\"} or up{b=\"\\\n"}`,
  );
});

test.each(["1abc", "a-b", "", 'a="b",c'])("%j cannot be the name of a label", (label) => {
  expect(() => equalMatchers({ [label]: "x" })).toThrow(/cannot be the name of a Prometheus label/);
});

test("text is escaped for regular expressions", () => {
  expect(escapeRegex("kube-system.v1+(x)|y")).toBe(String.raw`kube-system\.v1\+\(x\)\|y`);
});
