-- contract
-- Who may see which rows, once more below the server's own narrowing: a condition that is forgotten there hides rows
-- here. A transaction says what it may see by its role, and by settings of its own (set local).
--
-- kubecent_app sees all rows, by a policy that is simply true: the planner drops it. To compare a setting instead, as
-- a second lock, is asked of each row of a table without partitions, and guessed to be true of one in 200: sums over
-- 288,000 rows took twice the time, by worse plans. Servers from before this take kubecent_app and go on reading; but
-- they load rows by COPY, which tables with row-level security refuse, so their collecting ends here.
--
-- kubecent_scoped writes nothing, and sees what is listed; where nothing is, nothing:
--
--   kubecent.scope_wholes        clusters of which everything may be seen
--   kubecent.scope_clusters      those, and clusters of which some namespaces may be seen
--   kubecent.scope_namespaces_N  those namespaces, in 64 lists by the remainder of their ids
--   kubecent.scope_names         the same by cluster and name, for assets, which know no more
--   kubecent.scope_nodes         nodes whose hours may be seen, because something stood on them that may be seen
--   kubecent.scope_assets        the same of volumes and load balancers
--
-- Lists are texts (",3,14,"), searched as such for each row: an array would be parsed again for each row, and a
-- subquery, which would be evaluated once, is refused by Citus in policies of distributed tables. For 600,000 rows a
-- short list costs 0.3 s, and one list of 200 namespaces would cost 1.7 s; hence 64 of them.
do $$
begin
  if not exists (select from pg_roles where rolname = 'kubecent_scoped') then
    create role kubecent_scoped nologin;
  end if;
  -- Since PostgreSQL 16 the maker of a role is a member who may not yet take it.
  if not pg_has_role(
    current_user, 'kubecent_scoped',
    case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
  ) then
    execute format('grant kubecent_scoped to %I', current_user);
  end if;
end
$$;
grant usage on schema public to kubecent_scoped;

-- Loading goes by a temporary table: COPY refuses tables that have policies. Hardened databases let nobody make one.
do $$
begin
  if not has_database_privilege('kubecent_app', current_database(), 'temporary') then
    execute format('grant temporary on database %I to kubecent_app', current_database());
  end if;
end
$$;

set local role kubecent_owner;

do $$
declare
  -- A setting that was never made is null, and then so is the condition: nothing is seen.
  of_whole text := $sql$strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0$sql$;
  of_shown text := $sql$strpos(current_setting('kubecent.scope_clusters', true), ',' || cluster_id || ',') > 0$sql$;
  of_namespace text := $sql$strpos(current_setting('kubecent.scope_namespaces_' || namespace_id % 64, true),
    ',' || namespace_id || ',') > 0$sql$;
  of_name text := $sql$strpos(current_setting('kubecent.scope_names', true),
    chr(10) || cluster_id || '/' || namespace || chr(10)) > 0$sql$;
  of_node text := $sql$strpos(current_setting('kubecent.scope_nodes', true), ',' || node_id || ',') > 0$sql$;
  of_asset text := $sql$strpos(current_setting('kubecent.scope_assets', true), ',' || asset_id || ',') > 0$sql$;
  policies jsonb := jsonb_build_array(
    -- What belongs to a namespace.
    jsonb_build_object('using', concat_ws(' or ', of_namespace, of_whole), 'tables', '["namespace",
      "controller", "pod", "container_hour", "container_day", "usage_sketch_hour", "usage_sketch_day",
      "namespace_hour", "namespace_day", "controller_day", "label_set_day"]'::jsonb),
    -- What is summed up over namespaces, or knows none.
    jsonb_build_object('using', of_whole, 'tables', '["controller_hour",
      "node_usage_hour", "node_usage_day", "total_day", "node_day"]'::jsonb),
    jsonb_build_object('using', concat_ws(' or ', of_whole, of_node), 'tables', '["node_hour"]'::jsonb),
    jsonb_build_object('using', concat_ws(' or ', of_whole, of_asset), 'tables',
      '["asset_hour", "asset_day"]'::jsonb),
    jsonb_build_object('using', concat_ws(' or ', of_whole, of_name), 'tables', '["asset"]'::jsonb),
    -- What is said of a cluster itself, to whoever may see a part of it.
    jsonb_build_object('using', of_shown, 'tables', '["cluster", "cluster_hour",
      "cluster_day", "collection", "node", "container", "label_set"]'::jsonb)
  );
  policy jsonb;
  named text;
begin
  for policy in select * from jsonb_array_elements(policies) loop
    for named in select * from jsonb_array_elements_text(policy -> 'tables') loop
      execute format('alter table %I enable row level security', named);
      execute format('alter table %I force row level security', named);
      execute format('create policy app_all on %I to kubecent_app using (true)', named);
      execute format('create policy scoped_by_lists on %I for select to kubecent_scoped using (%s)',
        named, policy ->> 'using');
      execute format('grant select on %I to kubecent_scoped', named);
      -- Who migrates, backs up or drops what is old sees all of it.
      execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    end loop;
  end loop;
end
$$;

-- It would show whoever reads it what its owner may see.
alter view cost_snapshots set (security_invoker = true);
grant select on cost_snapshots to kubecent_scoped;

reset role;
