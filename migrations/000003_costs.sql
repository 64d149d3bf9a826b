-- expand
-- What each hour cost: the hour's own record, its rows, their rollups, and the assets counted on their own.
-- Money is nano-units of the cluster's currency, quantities nano-hours: integers, so sums are exact.
set local role kubecent_owner;

create table cluster_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  version int not null,
  status text not null check (status in ('provisional', 'closed')),
  source text not null,
  price_book text not null,
  seen_seconds int not null,
  gaps jsonb not null,
  checksum text not null,
  asset_nano bigint not null,
  allocated_nano bigint not null,
  idle_nano bigint not null,
  unobserved_nano bigint not null,
  fee_nano bigint not null,
  collected_at timestamptz not null,
  -- Totals of earlier versions, oldest first: a correction never hides what stood there before.
  restated jsonb not null default '[]',
  primary key (cluster_id, hour)
);

-- Hourly facts at container grain. kind: 0 container, 1 pod, 2 service, 3 unmounted.
create table container_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  node_id bigint not null,
  label_set_id bigint not null,
  kind smallint not null,
  scaled boolean not null,
  cpu_nano bigint not null,
  ram_nano bigint not null,
  gpu_nano bigint not null,
  volume_nano bigint not null,
  network_nano bigint not null,
  load_balancer_nano bigint not null,
  custom_nano bigint not null,
  default_nano bigint not null,
  cpu_nano_core_hours bigint not null,
  cpu_request_nano_core_hours bigint not null,
  cpu_usage_nano_core_hours bigint not null,
  ram_nano_gib_hours bigint not null,
  ram_request_nano_gib_hours bigint not null,
  ram_usage_nano_gib_hours bigint not null,
  gpu_nano_hours bigint not null,
  volume_nano_gib_hours bigint not null,
  network_bytes bigint not null,
  ran_seconds bigint not null,
  primary key (cluster_id, hour, namespace_id, controller_id, pod_id, container_id, node_id, kind)
) partition by range (hour);

-- Rollups of container_hour: made in the hour's own transaction, from its rows.
create table namespace_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  namespace_id bigint not null,
  cpu_nano bigint not null,
  ram_nano bigint not null,
  gpu_nano bigint not null,
  volume_nano bigint not null,
  network_nano bigint not null,
  load_balancer_nano bigint not null,
  custom_nano bigint not null,
  default_nano bigint not null,
  cpu_nano_core_hours bigint not null,
  cpu_request_nano_core_hours bigint not null,
  cpu_usage_nano_core_hours bigint not null,
  ram_nano_gib_hours bigint not null,
  ram_request_nano_gib_hours bigint not null,
  ram_usage_nano_gib_hours bigint not null,
  gpu_nano_hours bigint not null,
  volume_nano_gib_hours bigint not null,
  network_bytes bigint not null,
  ran_seconds bigint not null,
  primary key (cluster_id, hour, namespace_id)
);

create table controller_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  controller_id bigint not null,
  cpu_nano bigint not null,
  ram_nano bigint not null,
  gpu_nano bigint not null,
  volume_nano bigint not null,
  network_nano bigint not null,
  load_balancer_nano bigint not null,
  custom_nano bigint not null,
  default_nano bigint not null,
  cpu_nano_core_hours bigint not null,
  cpu_request_nano_core_hours bigint not null,
  cpu_usage_nano_core_hours bigint not null,
  ram_nano_gib_hours bigint not null,
  ram_request_nano_gib_hours bigint not null,
  ram_usage_nano_gib_hours bigint not null,
  gpu_nano_hours bigint not null,
  volume_nano_gib_hours bigint not null,
  network_bytes bigint not null,
  ran_seconds bigint not null,
  primary key (cluster_id, hour, controller_id)
);

create table node_usage_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  node_id bigint not null,
  cpu_nano bigint not null,
  ram_nano bigint not null,
  gpu_nano bigint not null,
  volume_nano bigint not null,
  network_nano bigint not null,
  load_balancer_nano bigint not null,
  custom_nano bigint not null,
  default_nano bigint not null,
  cpu_nano_core_hours bigint not null,
  cpu_request_nano_core_hours bigint not null,
  cpu_usage_nano_core_hours bigint not null,
  ram_nano_gib_hours bigint not null,
  ram_request_nano_gib_hours bigint not null,
  ram_usage_nano_gib_hours bigint not null,
  gpu_nano_hours bigint not null,
  volume_nano_gib_hours bigint not null,
  network_bytes bigint not null,
  ran_seconds bigint not null,
  primary key (cluster_id, hour, node_id)
);

-- Nodes as assets: capacity x time x price, and where it went.
create table node_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  node_id bigint not null,
  described boolean not null,
  overcommitted boolean not null,
  price_source text not null,
  cpu_capacity_nano_core_hours bigint not null,
  ram_capacity_nano_gib_hours bigint not null,
  gpu_capacity_nano_hours bigint not null,
  cpu_asset_nano bigint not null,
  ram_asset_nano bigint not null,
  gpu_asset_nano bigint not null,
  cpu_allocated_nano bigint not null,
  ram_allocated_nano bigint not null,
  gpu_allocated_nano bigint not null,
  cpu_idle_nano bigint not null,
  ram_idle_nano bigint not null,
  gpu_idle_nano bigint not null,
  cpu_unobserved_nano bigint not null,
  ram_unobserved_nano bigint not null,
  gpu_unobserved_nano bigint not null,
  primary key (cluster_id, hour, node_id)
);

-- Assets that are not nodes: volumes, load balancers, traffic, the cluster's fee.
create table asset_hour (
  cluster_id int not null references cluster,
  hour timestamptz not null,
  asset_id bigint not null,
  quantity bigint not null,
  cost_nano bigint not null,
  unobserved_nano bigint not null,
  price_source text not null,
  primary key (cluster_id, hour, asset_id)
);

-- Makes the week's partition where it is missing. The app owns no table, so the owner does it for it.
create function ensure_container_hour_partition(wanted timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day timestamp := date_trunc('week', wanted at time zone 'UTC');
  partition_name text := 'container_hour_' || to_char(first_day, 'YYYYMMDD');
begin
  if to_regclass('public.' || partition_name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_container_hour_partition'));
  execute format(
    'create table if not exists public.%I partition of public.container_hour for values from (%L) to (%L)',
    partition_name,
    (first_day at time zone 'UTC')::text,
    ((first_day + interval '7 days') at time zone 'UTC')::text
  );
end
$$;
revoke all on function ensure_container_hour_partition from public;
grant execute on function ensure_container_hour_partition to kubecent_app;

-- How a collection is getting on, for whoever asks; one row a cluster.
create table collection (
  cluster_id int primary key references cluster,
  started_at timestamptz,
  done int not null default 0,
  total int not null default 0,
  error_at timestamptz,
  error_hour timestamptz,
  error_message text
);

-- Cost by pod and hour, for people with SQL at hand. Rounded nowhere: nine decimal places.
create view cost_snapshots as
select
  fact.hour as "timestamp",
  cluster.name as cluster_name,
  namespace.name as namespace,
  pod.name as pod_name,
  node.name as node_name,
  (sum(cpu_nano + ram_nano + gpu_nano + volume_nano + network_nano + load_balancer_nano) * 0.000000001)
    ::numeric(28, 9) as total_cost,
  (sum(cpu_nano) * 0.000000001)::numeric(28, 9) as cpu_cost,
  (sum(ram_nano) * 0.000000001)::numeric(28, 9) as memory_cost,
  (sum(volume_nano) * 0.000000001)::numeric(28, 9) as storage_cost
from container_hour fact
join cluster using (cluster_id)
left join namespace using (cluster_id, namespace_id)
left join pod using (cluster_id, pod_id)
left join node using (cluster_id, node_id)
group by fact.hour, cluster.name, namespace.name, pod.name, node.name, pod_id;

grant select, insert, update, delete
  on cluster_hour, container_hour, namespace_hour, controller_hour, node_usage_hour, node_hour, asset_hour,
     collection
  to kubecent_app;
grant select on cost_snapshots to kubecent_app;

reset role;
