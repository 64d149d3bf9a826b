import type { MoneyAnswer, WorkloadCostRow } from "@kubecent/sdk";
import { parseNano } from "@kubecent/shared/money";
import { type ReactElement, useMemo } from "react";
import { BarsChart } from "../../charts/drawing/bars-chart.tsx";
import { dueMs } from "../../format/monthly.ts";
import { compareAmounts } from "../../format/nano-sum.ts";
import { seenShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { Panel } from "../../panels/panel.tsx";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { type IdleWorkload, idleWorkloads, workloadName } from "./idle-rows.ts";
import { workloadColumns } from "./workload-columns.tsx";

const MOST_BARS = 12;

/** Workloads that asked for more than they use: the dearest as bars, all of them as rows. */
export function IdleWorkloadsPanel({ answer }: { answer: MoneyAnswer<WorkloadCostRow> }): ReactElement {
  const view = useView();
  const go = useGo();
  const { currency, window, coverage } = answer;
  const rows = useMemo(() => idleWorkloads(answer.rows, dueMs(window)), [answer.rows, window]);
  const columns = useMemo(() => workloadColumns(currency), [currency]);
  if (rows.length === 0) return <NothingToShow />;
  return (
    <>
      <UsageNote cpu={coverage.kinds?.cpu ?? null} ram={coverage.kinds?.ram ?? null} />
      <Panel title="Where requests are furthest from use" note={HOW}>
        <BarsChart
          caption={`The ${Math.min(MOST_BARS, rows.length)} workloads that leave most unused, by what they pay for CPU and memory`}
          currency={currency}
          rows={largest(rows).map((row) => ({
            key: row.key,
            label: workloadName(row.row),
            parts: partsOf(row),
          }))}
        />
      </Panel>
      <DataTable<IdleWorkload>
        caption="Workloads with what they paid, asked for and used"
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        sort={view.sort ?? "-monthly"}
        onSort={(sort) => go({ sort: sort === "-monthly" ? null : sort })}
        canTick
        footName={`${rows.length} workloads`}
      />
    </>
  );
}

const HOW =
  "A workload pays for the greater of request and usage, minute by minute. What it paid for and did not use, it had asked for. GPUs, volumes and traffic are not part of this.";

function largest(rows: readonly IdleWorkload[]): IdleWorkload[] {
  return rows.toSorted((one, other) => compareAmounts(other.unused, one.unused)).slice(0, MOST_BARS);
}

function partsOf({ used, unused }: IdleWorkload) {
  return [
    { key: "used", label: "used", kind: "named" as const, nano: parseNano(used) },
    { key: "unused", label: "asked for, not used", kind: "idle" as const, nano: parseNano(unused) },
  ];
}

/** Where usage was not measured, what is billed by request looks unused. */
function UsageNote({ cpu, ram }: { cpu: number | null; ram: number | null }): ReactElement | null {
  const { locale } = useReader();
  if ((cpu ?? 0) >= 1 && (ram ?? 0) >= 1) return null;
  return (
    <div className="coverage-note" role="note">
      <p data-kind="gap">
        Usage was measured for {cpu === null ? "an unknown part" : seenShare(cpu, locale)} of the containers’
        time for CPU, {ram === null ? "an unknown part" : seenShare(ram, locale)} for memory. The rest counts
        as not used.
      </p>
    </div>
  );
}
