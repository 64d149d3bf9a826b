-- expand
-- What asks whether something is left names a column: Citus keeps what a server answers meanwhile as a table of its
-- own, and fails where that would have no columns. Nothing else is changed.
set local role kubecent_owner;

create or replace function drop_container_hour_partition(wanted timestamptz) returns boolean
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
    select 1 from public.cluster_hour stored
    where stored.hour >= first_hour and stored.hour < end_hour and not exists (
      select 1 from public.cluster_day sealed
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

create or replace function drop_container_day_partition(wanted timestamptz) returns boolean
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
    select 1 from public.cluster_day
    where day >= first_day at time zone 'UTC' and day < (first_day + interval '1 month') at time zone 'UTC'
  ) then
    return false;
  end if;
  execute format('drop table public.%I', partition_name);
  return true;
end
$$;

create or replace function drop_usage_sketch_day_partition(wanted timestamptz) returns boolean
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
    select 1 from public.cluster_day
    where day >= first_day at time zone 'UTC' and day < (first_day + interval '1 month') at time zone 'UTC'
  ) then
    return false;
  end if;
  execute format('drop table public.%I', partition_name);
  return true;
end
$$;

reset role;
