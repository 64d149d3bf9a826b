-- expand
-- What recommendations are made of beside quantities. Most of it rarely changes: it stands by the day, once for each value, with a
-- bit for each hour in which it was told (bit n for the hour that begins at n o'clock). So hours may come in any order, or again,
-- and the rows are the same. What does change by the hour is beside it in `by_hour`, under the hour's number.
-- Without foreign keys, like all rows that are made in bulk; pod_id is 0 but for pods without an owner.
set local role kubecent_owner;

-- Which families the source told in an hour: of any other, no row means nothing.
create table advice_hour (
  cluster_id int not null,
  hour timestamptz not null,
  told text[] not null,
  usage_interval_seconds int,
  primary key (cluster_id, hour)
);

-- Limits of a workload's containers; 0 where there is no limit. Containers without any have no row.
create table container_limit_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  cpu_nano_cores bigint not null,
  ram_bytes bigint not null,
  hours int not null,
  primary key (cluster_id, day, namespace_id, controller_id, pod_id, container_id, cpu_nano_cores, ram_bytes)
) with (fillfactor = 50);

-- by_hour: all CPU periods of a workload's containers, and those in which their limit held them back.
create table cpu_throttled_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  hours int not null,
  by_hour jsonb not null,
  primary key (cluster_id, day, namespace_id, controller_id, pod_id, container_id)
) with (fillfactor = 50);

-- Only hours with kills have rows. ram_limit_bytes is null where nobody told it, 0 where there was none.
create table oom_kill_hour (
  cluster_id int not null,
  hour timestamptz not null,
  namespace_id bigint not null,
  controller_id bigint not null,
  pod_id bigint not null,
  container_id bigint not null,
  kills int not null,
  ram_limit_bytes bigint,
  primary key (cluster_id, hour, namespace_id, controller_id, pod_id, container_id)
);

-- Autoscalers, rules of namespaces, disruption budgets, and under namespace_id 0 what nodes offer. `digest` stands for `value`
-- in the key.
create table advice_state_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  kind text not null,
  name text not null,
  digest text not null,
  value jsonb not null,
  hours int not null,
  by_hour jsonb not null,
  primary key (cluster_id, day, namespace_id, kind, name, digest)
) with (fillfactor = 50);

do $$
declare
  of_namespace text := $sql$strpos(current_setting('kubecent.scope_namespaces_' || namespace_id % 64, true),
    ',' || namespace_id || ',') > 0$sql$;
  of_whole text := $sql$strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0$sql$;
  of_shown text := $sql$strpos(current_setting('kubecent.scope_clusters', true), ',' || cluster_id || ',') > 0$sql$;
  named text;
begin
  foreach named in array array['advice_hour', 'container_limit_day', 'cpu_throttled_day', 'oom_kill_hour', 'advice_state_day']
  loop
    execute format('grant select, insert, update, delete on %I to kubecent_app', named);
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy app_all on %I to kubecent_app using (true)', named);
    execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    execute format('create policy scoped_by_lists on %I for select to kubecent_scoped using (%s)', named,
      case when named = 'advice_hour' then of_shown else concat_ws(' or ', of_namespace, of_whole) end);
    execute format('grant select on %I to kubecent_scoped', named);
  end loop;
end
$$;

reset role;
