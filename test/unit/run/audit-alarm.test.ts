import { expect, test } from "vitest";
import { createLogger, type Log } from "../../../server/src/log/logger.ts";
import { createAuditAlarm } from "../../../server/src/run/parts/audit-alarm.ts";

function collectedLog(): { readonly log: Log; readonly lines: () => unknown[] } {
  const lines: unknown[] = [];
  const log = createLogger({ LOG_LEVEL: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines: () => lines };
}

const FAULT = { chainSeq: "4", kind: "rolled_back", message: "The chain ends at 3." } as const;

test("a chain that is refused is told at once, again while it lasts, and when it is over", () => {
  let nowMs = 0;
  const { log, lines } = collectedLog();
  const alarm = createAuditAlarm(log, () => nowMs);
  alarm.judged(null);
  alarm.judged(FAULT);
  nowMs += 1_000;
  alarm.judged(FAULT);
  const during = alarm.gauge.read();
  nowMs += 300_000;
  alarm.judged(FAULT);
  alarm.judged(null);

  expect([during, alarm.gauge.read()]).toEqual([1, 0]);
  expect(lines()).toMatchObject([
    { level: "error", event: "audit.chain_refused", code: "AUDIT_CHAIN_ROLLED_BACK", chain_seq: "4" },
    { level: "error", event: "audit.chain_refused" },
    { level: "notice", event: "audit.chain_agrees" },
  ]);
});

test("who meets another replica's signature is told to share the key before anything else", () => {
  const { log, lines } = collectedLog();
  const alarm = createAuditAlarm(log, () => 0);

  alarm.judged({
    chainSeq: "4",
    kind: "bad_signature",
    message: "It is signed by the key ab, which is not trusted.",
  });

  const [line] = lines();
  expect(line).toMatchObject({
    code: "AUDIT_CHAIN_BAD_SIGNATURE",
    reason: expect.stringMatching(
      /same AUDIT_KEY_FILE.*AUDIT_OLD_KEYS_FILE.*Only where that key is lost: .*audit accept/,
    ),
  });
});

test("records that wait too long are told with who holds the lease, once in five minutes", () => {
  let nowMs = 0;
  const { log, lines } = collectedLog();
  const alarm = createAuditAlarm(log, () => nowMs);
  alarm.delayed(59, null);
  alarm.delayed(61, { holder: "mallory", seconds: Infinity });
  nowMs += 3_000;
  alarm.delayed(64, { holder: "mallory", seconds: Infinity });
  nowMs += 300_000;
  alarm.delayed(364, null);

  expect(lines()).toMatchObject([
    { code: "AUDIT_NOT_SEALED", unsealed_seconds: 61, reason: expect.stringContaining("mallory for ever") },
    { code: "AUDIT_NOT_SEALED", unsealed_seconds: 364, holder: null },
  ]);
});
