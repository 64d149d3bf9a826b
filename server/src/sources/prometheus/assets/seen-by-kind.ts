import type { Observation } from "../../../domain/observation.ts";
import { ASSETS, NODE_SIZES } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import type { Family } from "../query/selector.ts";
import type { Series } from "../series/series.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { type Stretches, subtract } from "../time/stretches.ts";
import { volumeStandIns } from "./told-volumes.ts";
import { type AssetContext, AttendanceBook } from "./attendance.ts";

/**
 * When somebody measured each kind: those who tell of such things were heard of. Where nobody ever told of
 * a volume or load balancer, none is measured: whether there are any, nobody knows.
 */
export function seenByKind(
  series: FamilySeries,
  measuredTraffic: Stretches,
  context: AssetContext,
): Observation["seenByKind"] {
  const { hour, blind } = context;
  const watchedBy = (told: readonly Series[]): Stretches =>
    subtract(new AttendanceBook(told, context).watched(), blind);
  const watched = (...families: readonly Family[]): Stretches => watchedBy(series.of(...families));
  const volumes = [...series.of(ASSETS.volumeCapacity, ASSETS.volumePrice), ...volumeStandIns(series)];
  return {
    gpu: minuteShares(watched(...NODE_SIZES), hour),
    volume: minuteShares(watchedBy(volumes), hour),
    network: minuteShares(subtract(measuredTraffic, blind), hour),
    loadBalancer: minuteShares(watched(ASSETS.loadBalancerPrice, ASSETS.services), hour),
  };
}
