-- expand
-- What questions of every day read instead of container-hours and of days one by one: the open day as far as its hours are
-- stored, the rest of a day from each third hour on, whole weeks, and what namespaces took of each node.
set local role kubecent_owner;

-- Of a day that is not over, its sums hold the hours before `open_until`, as long as `open_as_of` is `written_at`: each hour that is
-- written sets that, and a server that knows nothing of open days leaves `open_as_of` behind.
-- `spans_versions` is `versions` where the sums that came with this file were made along with the day, and `week_versions` of
-- a Monday the sum of `versions` of the seven days that its week was made of. Versions only grow, so no other hours have the same.
alter table cluster_day
  add column open_until timestamptz,
  add column open_as_of timestamptz,
  add column spans_versions bigint,
  add column week_versions bigint;
-- What is to be made of days from before this file: none, in the end.
create index cluster_day_without_spans on cluster_day (cluster_id, day) where stands and spans_versions is distinct from versions;

-- `hours` hours from `start` on, added up: 168 for a week, 3 to 21 for the rest of a UTC day.
create table label_set_span (like label_set_day including defaults);
alter table label_set_span rename column day to start;
alter table label_set_span add column hours smallint not null;
alter table label_set_span
  add primary key (cluster_id, hours, start, controller_id, label_set_id, namespace_label_set_id);

create table controller_span (like controller_day including defaults);
alter table controller_span rename column day to start;
alter table controller_span add column hours smallint not null;
alter table controller_span add primary key (cluster_id, hours, start, controller_id);

-- By these a node's idle is shared. Node 0 has what stands on none.
create table namespace_node_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace_id bigint not null,
  node_id bigint not null,
  cpu_nano bigint not null,
  ram_nano bigint not null,
  gpu_nano bigint not null,
  primary key (cluster_id, day, namespace_id, node_id)
);

create table namespace_node_span (like namespace_node_day including defaults);
alter table namespace_node_span rename column day to start;
alter table namespace_node_span add column hours smallint not null;
alter table namespace_node_span add primary key (cluster_id, hours, start, namespace_id, node_id);

do $$
declare
  named text;
begin
  foreach named in array '{label_set_span, controller_span, namespace_node_day, namespace_node_span}'::text[] loop
    execute format('grant select, insert, update, delete on %I to kubecent_app', named);
    execute format('grant select on %I to kubecent_scoped', named);
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy app_all on %I to kubecent_app using (true)', named);
    execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    execute format($sql$create policy scoped_by_lists on %I for select to kubecent_scoped using (
      strpos(current_setting('kubecent.scope_namespaces_' || namespace_id %% 64, true), ',' || namespace_id || ',') > 0
      or strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0)$sql$, named);
  end loop;
end
$$;

reset role;
