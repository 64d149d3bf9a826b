import type pg from "pg";
import type { HourBill } from "../../domain/allocation/hour-bill.ts";
import type { HourPlace } from "./hour-place.ts";

interface Totals {
  idle_nano: bigint;
  unobserved_nano: bigint;
  fee_nano: bigint;
}

/** Who bears how much of an hour, as it is stored. */
export async function readHourBill(client: pg.ClientBase, { clusterId, hour }: HourPlace): Promise<HourBill> {
  const at = [clusterId, new Date(hour)];
  const { rows: sums } = await client.query<{ name: string; nano: bigint }>(
    `select namespace.name, (cpu_nano + ram_nano + gpu_nano + volume_nano + network_nano + load_balancer_nano) as nano
     from namespace_hour join namespace using (cluster_id, namespace_id) where cluster_id = $1 and hour = $2`,
    at,
  );
  const {
    rows: [totals],
  } = await client.query<Totals>(
    "select idle_nano, unobserved_nano, fee_nano from cluster_hour where cluster_id = $1 and hour = $2",
    at,
  );
  return {
    byNamespace: new Map(sums.map(({ name, nano }) => [name, nano])),
    idleNano: totals?.idle_nano ?? 0n,
    unobservedNano: totals?.unobserved_nano ?? 0n,
    feeNano: totals?.fee_nano ?? 0n,
  };
}
