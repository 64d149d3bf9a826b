-- expand
-- The app loads an hour's container-hours straight into their partition: COPY refuses tables that have policies, and
-- partitions have none of their own. It still reads, changes and removes rows through the table alone.
set local role kubecent_owner;

-- It tells the partition's name now. Servers from before this do not look at what it tells.
drop function ensure_container_hour_partition(timestamptz);
create function ensure_container_hour_partition(wanted timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  first_day timestamp := date_trunc('week', wanted at time zone 'UTC');
  partition_name text := 'container_hour_' || to_char(first_day, 'YYYYMMDD');
begin
  if to_regclass('public.' || partition_name) is not null then
    return partition_name;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_container_hour_partition'));
  -- Whoever had the lock before may have made it; to_regclass would still say what it said above.
  if exists (select from pg_class where relname = partition_name and relnamespace = 'public'::regnamespace) then
    return partition_name;
  end if;
  execute format('create table public.%I (like public.container_hour including defaults including indexes)',
    partition_name);
  execute format(
    'alter table public.container_hour attach partition public.%I for values from (%L) to (%L)',
    partition_name,
    (first_day at time zone 'UTC')::text,
    ((first_day + interval '7 days') at time zone 'UTC')::text
  );
  execute format('grant insert on public.%I to kubecent_app', partition_name);
  return partition_name;
end
$$;
revoke all on function ensure_container_hour_partition from public;
grant execute on function ensure_container_hour_partition to kubecent_app;

do $$
declare
  partition_name text;
begin
  for partition_name in
    select inhrelid::regclass::text from pg_inherits where inhparent = 'public.container_hour'::regclass
  loop
    execute format('grant insert on %s to kubecent_app', partition_name);
  end loop;
end
$$;

reset role;
