-- expand
-- Sketches of what containers used, minute by minute, for quantiles: by the hour until their day closes, and by the
-- day, merged from its hours. `container_id` is 0 for a pod as a whole, which has a row of its own where several of
-- its containers ran. `cpu` and `ram` are null where nobody measured it; their format is server/src/domain/usage's.
-- Without foreign keys, like all rows that are made in bulk.
set local role kubecent_owner;

-- A day or two of rows, so that no partitions are worth their while.
create table usage_sketch_hour (
  cluster_id int not null,
  hour timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  node_id bigint not null,
  cpu bytea,
  cpu_max_nano_cores bigint,
  ram bytea,
  ram_max_bytes bigint,
  primary key (cluster_id, hour, namespace_id, pod_id, container_id, node_id, controller_id)
);

-- By month, as container_day is.
create table usage_sketch_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  node_id bigint not null,
  cpu bytea,
  cpu_max_nano_cores bigint,
  ram bytea,
  ram_max_bytes bigint,
  primary key (cluster_id, day, namespace_id, pod_id, container_id, node_id, controller_id)
) partition by range (day);

-- A day's sketches are closed some days after it: its hours' sketches go, and `sketch_hours` says which hours (bits,
-- as in `hours`) the day holds for good. Days from before this have none, and so are closed with no hour in them.
alter table cluster_day
  add column sketches_closed boolean not null default true,
  add column sketch_hours int not null default 0;
alter table cluster_day alter column sketches_closed set default false;
create index cluster_day_open_sketches on cluster_day (cluster_id, day) where not sketches_closed;

-- Makes the month's partition where it is missing.
create function ensure_usage_sketch_day_partition(wanted timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day timestamp := date_trunc('month', wanted at time zone 'UTC');
  partition_name text := 'usage_sketch_day_' || to_char(first_day, 'YYYYMM');
begin
  if to_regclass('public.' || partition_name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_usage_sketch_day_partition'));
  -- Whoever had the lock before may have made it; to_regclass would still say what it said above.
  if exists (select from pg_class where relname = partition_name and relnamespace = 'public'::regnamespace) then
    return;
  end if;
  execute format('create table public.%I (like public.usage_sketch_day including defaults including indexes)',
    partition_name);
  execute format(
    'alter table public.usage_sketch_day attach partition public.%I for values from (%L) to (%L)',
    partition_name,
    (first_day at time zone 'UTC')::text,
    ((first_day + interval '1 month') at time zone 'UTC')::text
  );
end
$$;
revoke all on function ensure_usage_sketch_day_partition from public;
grant execute on function ensure_usage_sketch_day_partition to kubecent_app;

-- Drops a month of sketches once no day in it has a record any more.
create function drop_usage_sketch_day_partition(wanted timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '250ms' as $$
declare
  first_day timestamp := date_trunc('month', wanted at time zone 'UTC');
  partition_name text := 'usage_sketch_day_' || to_char(first_day, 'YYYYMM');
begin
  if to_regclass('public.' || partition_name) is null then
    return true;
  end if;
  lock table public.retention_gate in access exclusive mode;
  lock table public.usage_sketch_day in access exclusive mode;
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
revoke all on function drop_usage_sketch_day_partition from public;
grant execute on function drop_usage_sketch_day_partition to kubecent_app;

grant select, insert, update, delete on usage_sketch_hour, usage_sketch_day to kubecent_app;

reset role;
