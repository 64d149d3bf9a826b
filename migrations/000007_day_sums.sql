-- expand
-- Sums by UTC day, made anew from the day's hours once it has ended, so that a question over a year reads
-- thousands of rows. A day counts only where its record in cluster_day stands: whoever writes an hour strikes
-- the record in the same transaction, so that no answer mixes a day with hours that it does not hold.
-- `day` is the instant at which the UTC day begins: a date would be shifted by every driver's own time zone.
-- Without foreign keys: rows are made in bulk from rows that have them, and a check a row would cost more
-- than the row.
set local role kubecent_owner;

create table cluster_day (
  cluster_id int not null references cluster,
  day timestamptz not null,
  -- Whether the day's sums are there and hold exactly the hours that are stored.
  stands boolean not null default false,
  -- Whether its container-hours were dropped: what is left is the day, and no hour of it can be replaced.
  facts_gone boolean not null default false,
  -- Which hours it is made of (bit n for the hour that begins at n o'clock), and the sum of their versions:
  -- an hour that was written by a server that knows nothing of days is found by it.
  hours int not null default 0,
  versions bigint not null default 0,
  seen_seconds int not null default 0,
  -- Seconds in which each kind of resource was measured; null where no hour says.
  gpu_seconds int,
  volume_seconds int,
  network_seconds int,
  load_balancer_seconds int,
  -- When an hour of it was last written, on the collector's clock.
  written_at timestamptz not null,
  primary key (cluster_id, day)
);
-- What is to be made: a handful of rows among years of them.
create index cluster_day_struck on cluster_day (cluster_id, day) where not stands;

-- Hours with gaps, for the coverage of a year: without it each answer reads all hours of its window.
create index cluster_hour_with_gaps on cluster_hour (cluster_id, hour) where gaps <> '[]';

-- Like container_hour, by day; a row's stretches within an hour are folded away. By month, so that retention
-- drops whole partitions.
create table container_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  node_id bigint not null,
  label_set_id bigint not null,
  namespace_label_set_id bigint not null,
  asset_id bigint not null,
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
  load_balancer_nano_hours bigint not null,
  network_zone_bytes bigint not null,
  network_region_bytes bigint not null,
  network_internet_bytes bigint not null,
  ran_seconds bigint not null,
  cpu_seen_seconds bigint not null,
  ram_seen_seconds bigint not null,
  primary key (cluster_id, day, namespace_id, controller_id, pod_id, container_id, node_id, label_set_id,
    namespace_label_set_id, kind, asset_id)
) partition by range (day);

create table namespace_day (like namespace_hour including defaults);
alter table namespace_day drop column network_bytes;
alter table namespace_day rename column hour to day;
alter table namespace_day add primary key (cluster_id, day, namespace_id);

-- A cluster as a whole: a year by the day is 365 rows, where by namespace it was 22,000.
create table total_day (like namespace_day including defaults);
alter table total_day drop column namespace_id;
alter table total_day add primary key (cluster_id, day);

create table controller_day (like controller_hour including defaults);
alter table controller_day drop column network_bytes;
alter table controller_day rename column hour to day;
alter table controller_day add column namespace_id bigint not null;
alter table controller_day add primary key (cluster_id, day, controller_id);

-- Workloads by the labels of their pods: a question by label reads no containers of whole days.
create table label_set_day (like controller_day including defaults);
alter table label_set_day
  add column label_set_id bigint not null,
  add column namespace_label_set_id bigint not null;
alter table label_set_day add primary key (cluster_id, day, controller_id, label_set_id, namespace_label_set_id);

create table node_usage_day (like node_usage_hour including defaults);
alter table node_usage_day drop column network_bytes;
alter table node_usage_day rename column hour to day;
alter table node_usage_day add primary key (cluster_id, day, node_id);

-- Nodes as assets. custom_ and default_ are the parts that those prices made; the rest is the exporter's.
create table node_day (
  cluster_id int not null,
  day timestamptz not null,
  node_id bigint not null,
  ran_nano_hours bigint not null,
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
  custom_asset_nano bigint not null,
  default_asset_nano bigint not null,
  custom_idle_nano bigint not null,
  default_idle_nano bigint not null,
  custom_unobserved_nano bigint not null,
  default_unobserved_nano bigint not null,
  primary key (cluster_id, day, node_id)
);

create table asset_day (
  cluster_id int not null,
  day timestamptz not null,
  asset_id bigint not null,
  quantity bigint not null,
  cost_nano bigint not null,
  unobserved_nano bigint not null,
  custom_nano bigint not null,
  default_nano bigint not null,
  custom_unobserved_nano bigint not null,
  default_unobserved_nano bigint not null,
  primary key (cluster_id, day, asset_id)
);

-- A partition is attached, not created in its place: that would wait for every reader of the table, and keep
-- all others waiting meanwhile. Attaching lets both go on. The foreign key goes, because to attach or drop a
-- partition with one locks all clusters, and because it was a look-up for each row of an hour.
alter table container_hour drop constraint container_hour_cluster_id_fkey;

create or replace function ensure_container_hour_partition(wanted timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day timestamp := date_trunc('week', wanted at time zone 'UTC');
  partition_name text := 'container_hour_' || to_char(first_day, 'YYYYMMDD');
begin
  if to_regclass('public.' || partition_name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_container_hour_partition'));
  -- Whoever had the lock before may have made it; to_regclass would still say what it said above.
  if exists (select from pg_class where relname = partition_name and relnamespace = 'public'::regnamespace) then
    return;
  end if;
  execute format('create table public.%I (like public.container_hour including defaults including indexes)',
    partition_name);
  execute format(
    'alter table public.container_hour attach partition public.%I for values from (%L) to (%L)',
    partition_name,
    (first_day at time zone 'UTC')::text,
    ((first_day + interval '7 days') at time zone 'UTC')::text
  );
end
$$;

-- Makes the month's partition where it is missing.
create function ensure_container_day_partition(wanted timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day timestamp := date_trunc('month', wanted at time zone 'UTC');
  partition_name text := 'container_day_' || to_char(first_day, 'YYYYMM');
begin
  if to_regclass('public.' || partition_name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_container_day_partition'));
  -- Whoever had the lock before may have made it; to_regclass would still say what it said above.
  if exists (select from pg_class where relname = partition_name and relnamespace = 'public'::regnamespace) then
    return;
  end if;
  execute format('create table public.%I (like public.container_day including defaults including indexes)',
    partition_name);
  execute format(
    'alter table public.container_day attach partition public.%I for values from (%L) to (%L)',
    partition_name,
    (first_day at time zone 'UTC')::text,
    ((first_day + interval '1 month') at time zone 'UTC')::text
  );
end
$$;
revoke all on function ensure_container_day_partition from public;
grant execute on function ensure_container_day_partition to kubecent_app;

-- Readers hold it in share mode from before their snapshot on; dropping facts takes it alone. So nobody who has
-- seen that a day's facts are there can find them gone. A table of its own, and never distributed: locking it
-- costs a reader nothing, and does not keep hours from being written.
create table retention_gate (opened boolean primary key);

-- Drops the facts of a week. True once they are gone; false while a day in it has hours and is not yet sealed
-- (cluster_day.facts_gone). It waits a quarter of a second at most for those who read or write: then it
-- fails with lock_not_available, and is tried again later. Not "detach concurrently": that runs in no function
-- and no transaction, leaves a half-detached partition behind when it is interrupted, and would not keep
-- readers from seeing a week go that they had counted on.
create function drop_container_hour_partition(wanted timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '250ms' as $$
declare
  first_day timestamp := date_trunc('week', wanted at time zone 'UTC');
  first_hour timestamptz := first_day at time zone 'UTC';
  end_hour timestamptz := (first_day + interval '7 days') at time zone 'UTC';
  partition_name text := 'container_hour_' || to_char(first_day, 'YYYYMMDD');
begin
  if to_regclass('public.' || partition_name) is null then
    return true;
  end if;
  lock table public.retention_gate in access exclusive mode;
  lock table public.container_hour in access exclusive mode;
  if exists (
    select from public.cluster_hour stored
    where stored.hour >= first_hour and stored.hour < end_hour and not exists (
      select from public.cluster_day sealed
      where sealed.cluster_id = stored.cluster_id and sealed.facts_gone
        and sealed.day = date_trunc('day', stored.hour, 'UTC')
    )
  ) then
    return false;
  end if;
  execute format('drop table public.%I', partition_name);
  return true;
end
$$;
revoke all on function drop_container_hour_partition from public;
grant execute on function drop_container_hour_partition to kubecent_app;

-- Drops a month of container-days once no day in it has a record any more.
create function drop_container_day_partition(wanted timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '250ms' as $$
declare
  first_day timestamp := date_trunc('month', wanted at time zone 'UTC');
  partition_name text := 'container_day_' || to_char(first_day, 'YYYYMM');
begin
  if to_regclass('public.' || partition_name) is null then
    return true;
  end if;
  lock table public.retention_gate in access exclusive mode;
  lock table public.container_day in access exclusive mode;
  if exists (
    select from public.cluster_day
    where day >= first_day at time zone 'UTC' and day < (first_day + interval '1 month') at time zone 'UTC'
  ) then
    return false;
  end if;
  execute format('drop table public.%I', partition_name);
  return true;
end
$$;
revoke all on function drop_container_day_partition from public;
grant execute on function drop_container_day_partition to kubecent_app;

-- Pods and label sets are swept once nothing refers to them. kept_through: no day after it refers to the row,
-- as far as days have been made; null where none has yet. The cluster's sweep tells writers that ids which
-- they keep in mind may be gone.
alter table pod add column kept_through timestamptz;
alter table label_set add column kept_through timestamptz;
create index pod_kept_through on pod (cluster_id, kept_through);
-- A pod's name leads to its id, in a table of as many pods as there were in three years.
create index pod_by_name on pod (cluster_id, name);
create index label_set_kept_through on label_set (cluster_id, kept_through);
alter table cluster add column sweep bigint not null default 0;

grant select, insert, update, delete
  on cluster_day, container_day, total_day, namespace_day, controller_day, label_set_day, node_usage_day, node_day, asset_day
  to kubecent_app;
grant select on retention_gate to kubecent_app;
grant update, delete on pod, label_set to kubecent_app;

reset role;
