import type { AdvisedChange, RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { bytes, cores, count, quantity } from "../../../format/quantities.ts";
import { useReader } from "../../../format/use-reader.ts";
import { SizeBars } from "./size-bars.tsx";
import { SizeTable } from "./size-table.tsx";

interface AdvisedChangeProps {
  advice: Pick<RecommendationRow, "facts" | "kind">;
  change: AdvisedChange;
}

/** What is advised, in words or as sizes now and then. */
export function AdvisedChangeView({ advice, change }: AdvisedChangeProps): ReactElement {
  const { locale } = useReader();
  if (change.to === "delete")
    return <p>{advice.kind === "idle-node" ? "Take the node away." : "Delete it."}</p>;
  if (change.to === "spot")
    return <p>Let its {quantity(change.replicas, locale)} replicas run on spot nodes.</p>;
  if (change.to === "fewer-nodes")
    return (
      <p>
        {count(change.nodesNow, locale)} nodes now; {count(change.nodesAdvised, locale)} are enough.
      </p>
    );
  return (
    <>
      <SizeTable change={change} />
      <SizeBars facts={advice.facts} change={change} />
      {change.byPool.length > 0 && <p>Pools of nodes need different sizes; split it by pool:</p>}
      {change.byPool.map(({ pool, advised: { requests } }) => (
        <p key={pool} className="row-detail">
          <bdi>{pool}</bdi>: {cores(requests.cpuCores, locale)}, {bytes(requests.ramBytes, locale)}
        </p>
      ))}
    </>
  );
}
