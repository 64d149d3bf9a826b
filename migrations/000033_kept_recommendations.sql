-- expand
-- What is advised, and what became of it. Amounts are nano-units of the cluster's currency for a month of 730 hours.
set local role kubecent_owner;

create table recommendation (
  cluster_id int not null,
  recommendation_id uuid not null,
  kind text not null,
  preset text not null,
  -- Empty for what belongs to the cluster as a whole. By name: names are swept when their hours are gone, advice may stay.
  namespace text not null,
  controller_kind text not null,
  controller text not null,
  container text not null,
  -- The node, pool or volume; empty for workloads.
  asset text not null,
  state text not null check
    (state in ('open', 'dismissed', 'applied', 'verified', 'regressed', 'not_comparable', 'gone')),
  -- Why there is no number; null where there is one.
  insufficient text,
  freed_nano bigint not null,
  cost_nano bigint not null,
  bill_least_nano bigint,
  bill_most_nano bigint,
  confidence float8 not null,
  -- The rest of it, as server/src/domain/advice/recommendation.ts has it. Kept as it was once it is applied.
  content jsonb not null,
  -- Requests that were advised since it was opened, newest last: an older one may be the one that is applied.
  advised jsonb not null default '[]',
  -- Ends of the first and of the last window that advised it.
  opened_at timestamptz not null,
  last_seen timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by text,
  dismissed_reason text,
  -- Null is for good.
  dismissed_until timestamptz,
  -- The first day on which it was found to be applied, and what was found since.
  applied_at timestamptz,
  settled_at timestamptz,
  outcome jsonb,
  primary key (cluster_id, recommendation_id)
);
-- What has ended stays as history beside what is advised anew.
create unique index recommendation_live on recommendation
  (cluster_id, kind, preset, namespace, controller_kind, controller, container, asset)
  where state in ('open', 'dismissed', 'applied', 'gone');
create index recommendation_id on recommendation (recommendation_id);

-- The last closed days that a cluster's advice goes by.
create table recommendation_round (
  cluster_id int not null primary key,
  window_start timestamptz not null,
  window_end timestamptz not null,
  -- Days of the window that were there: more of them are a reason to look again.
  days int not null,
  ran_at timestamptz not null default clock_timestamp()
);

-- What all that a preset advises would do to a cluster's bill together: it is no sum, for advice shares nodes.
create table recommendation_bill (
  cluster_id int not null,
  preset text not null,
  least_nano bigint not null,
  most_nano bigint not null,
  -- What has to become free before a node can go.
  gaps jsonb not null,
  primary key (cluster_id, preset)
);

-- What was open, applied and verified when a day had closed, by namespace and kind, of the default preset.
create table recommendation_day (
  cluster_id int not null,
  day timestamptz not null,
  namespace text not null,
  kind text not null,
  state text not null,
  count int not null,
  freed_nano numeric not null,
  primary key (cluster_id, day, namespace, kind, state)
);

grant select, insert, update, delete
  on recommendation, recommendation_round, recommendation_bill, recommendation_day to kubecent_app;

do $$
declare
  of_whole text := $sql$strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0$sql$;
  of_shown text := $sql$strpos(current_setting('kubecent.scope_clusters', true), ',' || cluster_id || ',') > 0$sql$;
  of_name text := $sql$strpos(current_setting('kubecent.scope_names', true),
    chr(10) || cluster_id || '/' || namespace || chr(10)) > 0$sql$;
  named text;
begin
  foreach named in array array['recommendation', 'recommendation_round', 'recommendation_bill', 'recommendation_day'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy app_all on %I to kubecent_app using (true)', named);
    execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    execute format('create policy scoped_by_lists on %I for select to kubecent_scoped using (%s)', named,
      case named when 'recommendation_round' then of_shown when 'recommendation_bill' then of_whole
        else concat_ws(' or ', of_whole, of_name) end);
    execute format('grant select on %I to kubecent_scoped', named);
  end loop;
end
$$;

reset role;
