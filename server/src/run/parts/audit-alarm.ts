import { type ChainFault, MINUTE_MS } from "@kubecent/shared";
import type { SealingHolder } from "../../audit/look-at-chain.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Log } from "../../log/logger.ts";

/** Logs what is wrong with the audit chain: when it begins, again while it lasts, and when it ends. */
export interface AuditAlarm {
  judged(fault: ChainFault | null): void;
  delayed(seconds: number, holder: SealingHolder | null): void;
  /** Whether the chain is not what this replica remembers, or what was signed. */
  readonly gauge: Gauge;
}

/** Records are sealed within a second or two, unless a long transaction holds it up. */
const LATE_SECONDS = 60;
const SAY_AGAIN_MS = 5 * MINUTE_MS;

/** An alarm by a monotonic clock in milliseconds. */
export function createAuditAlarm(log: Log, now: () => number): AuditAlarm {
  let fault: ChainFault | null = null;
  const isTimeToSay = { refused: sometimes(now), late: sometimes(now) };
  return {
    judged(found) {
      if (found === null && fault) log.notice("audit.chain_agrees", { chain_seq: fault.chainSeq });
      const isNew = found !== null && found.kind !== fault?.kind;
      fault = found;
      if (found && isTimeToSay.refused(isNew)) log.error("audit.chain_refused", refusalOf(found));
    },
    delayed(seconds, holder) {
      if (seconds < LATE_SECONDS || !isTimeToSay.late(false)) return;
      log.error("audit.not_sealed", {
        code: "AUDIT_NOT_SEALED",
        unsealed_seconds: Math.round(seconds),
        holder: holder?.holder ?? null,
        reason: whyLate(holder),
      });
    },
    gauge: {
      name: "kubecent_audit_chain_refused",
      help: "1 while the audit chain in the database is not what this replica remembers, or was not signed; nothing is sealed by it then.",
      read: () => (fault ? 1 : 0),
    },
  };
}

function refusalOf({ kind, chainSeq, message }: ChainFault): Record<string, string> {
  return {
    code: `AUDIT_CHAIN_${kind.toUpperCase()}`,
    chain_seq: chainSeq,
    reason: `${message} Nothing is sealed until it is as it was. ${adviceOn(kind)}`,
  };
}

const ACCEPT = "npm run admin -- audit accept --reason TEXT";

/** Accepting another replica's signature with a key of one's own would make that replica refuse the chain in its turn. */
function adviceOn(kind: ChainFault["kind"]): string {
  return kind === "bad_signature"
    ? `Where another replica signed it, or you have replaced the key: give all replicas the same AUDIT_KEY_FILE, and name earlier keys in AUDIT_OLD_KEYS_FILE (docs/audit.md). Only where that key is lost: ${ACCEPT}`
    : `Where you know why, for example because a backup was restored: ${ACCEPT}`;
}

function whyLate(holder: SealingHolder | null): string {
  if (!holder)
    return "Nobody is known to seal the audit log: see audit.sealing_failed and audit.chain_refused.";
  const until = Number.isFinite(holder.seconds) ? `for ${Math.round(holder.seconds)} s from now` : "for ever";
  return `The lease audit-sealer is held by ${holder.holder} ${until}: look whether that process lives and what its log says, or whether a transaction stays open.`;
}

/** Tells whether it is time to say something again. */
function sometimes(now: () => number): (isNew: boolean) => boolean {
  let saidAt = -Infinity;
  return (isNew) => {
    if (!isNew && now() - saidAt < SAY_AGAIN_MS) return false;
    saidAt = now();
    return true;
  };
}
