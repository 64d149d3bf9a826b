-- expand
-- What questions about many clusters read: one row a cluster and day for what it cost beside its containers, where each node and
-- asset has one; and spans (weeks, and what is left of a day) of namespaces and of clusters as wholes.
set local role kubecent_owner;

create table cluster_asset_day (
  cluster_id int not null,
  day timestamptz not null,
  cpu_asset_nano bigint not null,
  ram_asset_nano bigint not null,
  gpu_asset_nano bigint not null,
  cpu_idle_nano bigint not null,
  ram_idle_nano bigint not null,
  gpu_idle_nano bigint not null,
  cpu_unobserved_nano bigint not null,
  ram_unobserved_nano bigint not null,
  gpu_unobserved_nano bigint not null,
  other_asset_nano bigint not null,
  other_unobserved_nano bigint not null,
  volume_unobserved_nano bigint not null,
  load_balancer_unobserved_nano bigint not null,
  fee_nano bigint not null,
  custom_idle_nano bigint not null,
  custom_unobserved_nano bigint not null,
  custom_fee_nano bigint not null,
  karpenter_idle_nano bigint not null,
  karpenter_unobserved_nano bigint not null,
  karpenter_fee_nano bigint not null,
  list_idle_nano bigint not null,
  list_unobserved_nano bigint not null,
  list_fee_nano bigint not null,
  estimate_idle_nano bigint not null,
  estimate_unobserved_nano bigint not null,
  estimate_fee_nano bigint not null,
  default_idle_nano bigint not null,
  default_unobserved_nano bigint not null,
  default_fee_nano bigint not null,
  primary key (cluster_id, day)
);

create table cluster_asset_span (like cluster_asset_day including defaults);
alter table cluster_asset_span rename column day to start;
alter table cluster_asset_span add column hours smallint not null;
alter table cluster_asset_span add primary key (cluster_id, hours, start);

create table total_span (like total_day including defaults);
alter table total_span rename column day to start;
alter table total_span add column hours smallint not null;
alter table total_span add primary key (cluster_id, hours, start);

create table namespace_span (like namespace_day including defaults);
alter table namespace_span rename column day to start;
alter table namespace_span add column hours smallint not null;
alter table namespace_span add primary key (cluster_id, hours, start, namespace_id);

do $$
declare
  named text;
  of_whole text := $sql$strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0$sql$;
  of_namespace text := $sql$strpos(current_setting('kubecent.scope_namespaces_' || namespace_id % 64, true),
    ',' || namespace_id || ',') > 0$sql$;
begin
  foreach named in array '{cluster_asset_day, cluster_asset_span, total_span, namespace_span}'::text[] loop
    execute format('grant select, insert, update, delete on %I to kubecent_app', named);
    execute format('grant select on %I to kubecent_scoped', named);
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy app_all on %I to kubecent_app using (true)', named);
    execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    -- What is summed up over namespaces belongs to who sees the cluster whole.
    execute format('create policy scoped_by_lists on %I for select to kubecent_scoped using (%s)', named,
      case when named = 'namespace_span' then of_namespace || ' or ' || of_whole else of_whole end);
  end loop;
end
$$;

-- Days, weeks and open days that were made before these tables lack them: they are made once more.
update cluster_day set spans_versions = null, week_versions = null, open_as_of = null
where spans_versions is not null or week_versions is not null or open_as_of is not null;

reset role;
