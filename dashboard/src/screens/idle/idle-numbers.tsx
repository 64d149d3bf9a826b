import type { MoneyAnswer, NodeCostRow, NodeCostTotals, WorkloadCostRow } from "@kubecent/sdk";
import { formatNano, parseNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { dueMs, HOURS_PER_MONTH, monthlyOf } from "../../format/monthly.ts";
import { ratioOf, sumOf } from "../../format/nano-sum.ts";
import { share } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import { idleWorkloads } from "./idle-rows.ts";

interface IdleNumbersProps {
  workloads: MoneyAnswer<WorkloadCostRow>;
  /** Undefined for a reader who does not see whole nodes. */
  nodes: MoneyAnswer<NodeCostRow, NodeCostTotals> | undefined;
  /** The answer about nodes is on its way. */
  isWaiting: boolean;
}

/** The two numbers. They are never added up: one is saved by asking for less, the other by fewer or smaller nodes. */
export function IdleNumbers({ workloads, nodes, isWaiting }: IdleNumbersProps): ReactElement {
  const { currency, window } = workloads;
  const length = dueMs(window);
  const rows = idleWorkloads(workloads.rows, length);
  const unused = sumOf(rows.map((row) => row.unused));
  const paid = sumOf(rows.map((row) => row.paid));
  // What workloads leave keeps the room of what nodes do: as long, and not seen.
  const ofNodes = nodes?.totals ?? (isWaiting ? { idleCost: unused, totalCost: paid } : undefined);
  return (
    <BigNumbers>
      <BigNumber
        name="Asked for and not used"
        notes={[
          <ShareNote
            key="share"
            part={unused}
            whole={paid}
            text="of what workloads pay for CPU and memory"
          />,
          <MonthNote key="month" why="monthly" amount={unused} currency={currency} lengthMs={length} />,
          "Given back by smaller requests. The nodes cost the same until there are fewer of them.",
        ]}
      >
        <WhyLink why={whyKey("unused", TOTAL)} amount={unused} currency={currency} isMain />
      </BigNumber>
      <BigNumber
        name="Paid for and not asked for"
        isWaiting={isWaiting}
        notes={
          ofNodes
            ? [
                <ShareNote
                  key="share"
                  part={ofNodes.idleCost}
                  whole={ofNodes.totalCost}
                  text="of what the nodes cost"
                />,
                <MonthNote
                  key="month"
                  why="node-monthly"
                  amount={ofNodes.idleCost}
                  currency={currency}
                  lengthMs={length}
                />,
                "Saved by fewer or smaller nodes, without touching a workload.",
              ]
            : ["Your token sees some namespaces. What is left over on nodes belongs to all of them."]
        }
      >
        {ofNodes ? (
          <WhyLink why={whyKey("node-idle", TOTAL)} amount={ofNodes.idleCost} currency={currency} isMain />
        ) : (
          <MoneyText amount={null} currency={currency} reason="Your token does not show whole nodes" />
        )}
      </BigNumber>
    </BigNumbers>
  );
}

function ShareNote({ part, whole, text }: { part: string; whole: string; text: string }): ReactElement {
  const { locale } = useReader();
  const ratio = ratioOf(part, whole);
  return (
    <>
      {ratio === null ? "–" : share(ratio, locale)} {text}
    </>
  );
}

interface MonthNoteProps {
  /** The column that `why=` names the number by. */
  why: string;
  amount: string;
  currency: string;
  lengthMs: number;
}

function MonthNote({ why, amount, currency, lengthMs }: MonthNoteProps): ReactElement {
  const monthly = formatNano(monthlyOf(parseNano(amount), lengthMs));
  return (
    <>
      <WhyLink why={whyKey(why, TOTAL)} amount={monthly} currency={currency} isMain /> a month at this pace (
      {HOURS_PER_MONTH} hours)
    </>
  );
}
