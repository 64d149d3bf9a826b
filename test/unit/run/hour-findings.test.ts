import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import type { FoundThings } from "../../../server/src/domain/findings/found-things.ts";
import { followFindings } from "../../../server/src/run/collecting/hour-findings.ts";
import type { Log } from "../../../server/src/log/logger.ts";
import { HOUR } from "../../support/observations.ts";

const FOUND: FoundThings = {
  code: "usage_impossible",
  namespace: "shop",
  things: [
    { subject: { kind: "pod", namespace: "shop", name: "web" }, minutes: 3, detail: "9.1e18 B of 3.4e10 B" },
  ],
  touchedNano: 1n,
};

function followed() {
  const lines: { event: string; fields: object }[] = [];
  const note = (event: string, fields: object = {}) => lines.push({ event, fields });
  const log: Log = { debug: note, info: note, warn: note, error: note, notice: note, child: () => log };
  const clock = { now: HOUR };
  return { lines, clock, findings: followFindings(log, () => clock.now) };
}

test("a finding that comes with every hour is said once a day", () => {
  const { lines, clock, findings } = followed();

  for (let hour = 0; hour < 30; hour++) {
    clock.now = HOUR + hour * HOUR_MS;
    findings.note("prod", clock.now, [FOUND]);
  }

  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    event: "hour.finding",
    fields: { cluster: "prod", code: "usage_impossible", things: 1 },
  });
  expect(JSON.stringify(lines[0])).toContain("shop/web (9.1e18 B of 3.4e10 B)");
});

test("the metric counts the things of the newest hour of each cluster, and tells other kinds as 0", () => {
  const { findings } = followed();

  findings.note("prod", HOUR + HOUR_MS, [FOUND, { ...FOUND, namespace: "pay" }]);
  findings.note("prod", HOUR, []);
  findings.note("edge", HOUR, [FOUND]);
  const counts = findings.gauge.read();

  expect(counts.get("usage_impossible")).toBe(3);
  expect(counts.get("pod_on_gone_node")).toBe(0);
});

test("a kind that is over counts 0 again", () => {
  const { findings } = followed();

  findings.note("prod", HOUR, [FOUND]);
  findings.note("prod", HOUR + HOUR_MS, []);

  expect(findings.gauge.read().get("usage_impossible")).toBe(0);
});
