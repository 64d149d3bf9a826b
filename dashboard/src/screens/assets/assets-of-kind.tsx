import type { AssetKindName } from "@kubecent/shared";
import { type ReactElement, useMemo } from "react";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useExportable } from "../../export/exportable.ts";
import { useReader } from "../../format/use-reader.ts";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { NoRight } from "../../states/no-right.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { assetColumns } from "./asset-columns.tsx";
import { AssetNumbers } from "./asset-numbers.tsx";
import type { PricedAsset } from "./asset-rows.ts";
import { assetWhy } from "./asset-why.ts";
import { kindName } from "./kind-names.ts";
import { PricesOf } from "./price-cells.tsx";
import { usePricedAssets } from "./use-priced-assets.ts";

/** The assets of one kind: those that nobody uses first, then the dearest. */
export function AssetsOfKind({ kind }: { kind: AssetKindName }): ReactElement {
  const view = useView();
  const { question, assets, prices, asked, rows } = usePricedAssets(view, kind);
  useExportable({ procedure: "cost.assets", input: question });
  const { answer } = assets;
  return (
    <ScreenStates
      asked={asked}
      instead={answer?.rows.length === 0 ? <NoAssets kind={kind} /> : null}
      skeletonRem={40}
    >
      {answer && (
        <>
          <CoverageNote window={answer.window} coverage={answer.coverage} />
          <AssetNumbers kind={kind} answer={answer} rows={rows} />
          <PricesOf answer={prices.answer} />
          <AssetTable kind={kind} currency={answer.currency} rows={rows} />
          {!asked.some(({ isOld }) => isOld) && (
            <LazyWhy
              target={assetWhy({ why: view.why, kind, question, answer, rows })}
              window={answer.window}
            />
          )}
        </>
      )}
    </ScreenStates>
  );
}

/** Volumes and load balancers belong to namespaces. Of the others a reader of some namespaces is told nothing, which is no zero. */
function NoAssets({ kind }: { kind: AssetKindName }): ReactElement {
  const maySeeWhole = useMaySeeWhole(useView());
  const isOfNamespaces = kind === "volume" || kind === "loadBalancer";
  if (maySeeWhole || isOfNamespaces) return <NothingToShow />;
  return <NoRight detail={`What ${kindName(kind)} cost is told of whole clusters.`} />;
}

interface AssetTableProps {
  kind: AssetKindName;
  currency: string;
  rows: readonly PricedAsset[];
}

function AssetTable({ kind, currency, rows }: AssetTableProps): ReactElement {
  const view = useView();
  const go = useGo();
  const { locale } = useReader();
  const columns = useMemo(() => assetColumns({ kind, currency, locale }), [kind, currency, locale]);
  return (
    <DataTable<PricedAsset>
      caption={`What ${kindName(kind)} there were, and what they cost`}
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      // The rows come with those first that nobody uses.
      sort={view.sort ?? "needs-a-look"}
      onSort={(sort) => go({ sort })}
      canTick
      footName={`${rows.length} ${kindName(kind)}`}
    />
  );
}
