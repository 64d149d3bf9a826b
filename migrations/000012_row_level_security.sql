-- contract
-- Who may see which rows, once more below the server's own narrowing: a condition that is forgotten there hides rows
-- here. A transaction says what it may see by settings of its own (set_config(…, true)); where it says nothing it
-- sees nothing. Servers from before this say nothing, and load rows by COPY, which such tables refuse: they have to be
-- stopped first.
--
--   kubecent.scope             'all', or 'part' with the lists below
--   kubecent.scope_wholes      clusters of which everything may be seen
--   kubecent.scope_clusters    those, and clusters of which some namespaces may be seen
--   kubecent.scope_namespaces  those namespaces
--   kubecent.scope_names       the same by cluster and name, for assets, which know no more
--   kubecent.scope_nodes       nodes whose hours may be seen, because something stood on them that may be seen
--   kubecent.scope_assets      the same of volumes and load balancers
--
-- Lists are texts (",3,14,"), searched as such: an array would be parsed again for each row, and a subquery, which
-- would be evaluated once, is refused by Citus in policies of distributed tables.
set local role kubecent_owner;

create function scope_is_whole() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('kubecent.scope', true), '') = 'all'
$$;
create function scope_lists(setting text, wanted bigint) returns boolean language sql stable parallel safe as $$
  select strpos(coalesce(current_setting(setting, true), ''), ',' || wanted::text || ',') > 0
$$;
create function scope_names(of_cluster int, wanted text) returns boolean language sql stable parallel safe as $$
  select strpos(coalesce(current_setting('kubecent.scope_names', true), ''),
    chr(10) || of_cluster::text || '/' || wanted || chr(10)) > 0
$$;

do $$
declare
  part record;
  named text;
begin
  for part in
    select * from (values
      -- What belongs to a namespace.
      (array['namespace', 'controller', 'pod', 'container_hour', 'container_day', 'namespace_hour', 'namespace_day',
         'controller_day', 'label_set_day'],
       'scope_lists(''kubecent.scope_namespaces'', namespace_id) or scope_lists(''kubecent.scope_wholes'', cluster_id)'),
      -- What is summed up over namespaces, or knows none.
      (array['controller_hour', 'node_usage_hour', 'node_usage_day', 'total_day', 'node_day'],
       'scope_lists(''kubecent.scope_wholes'', cluster_id)'),
      (array['node_hour'],
       'scope_lists(''kubecent.scope_wholes'', cluster_id) or scope_lists(''kubecent.scope_nodes'', node_id)'),
      (array['asset_hour', 'asset_day'],
       'scope_lists(''kubecent.scope_wholes'', cluster_id) or scope_lists(''kubecent.scope_assets'', asset_id)'),
      (array['asset'],
       'scope_lists(''kubecent.scope_wholes'', cluster_id) or scope_names(cluster_id, namespace)'),
      -- What is said of a cluster itself, to whoever may see a part of it.
      (array['cluster', 'cluster_hour', 'cluster_day', 'collection', 'node', 'container', 'label_set'],
       'scope_lists(''kubecent.scope_clusters'', cluster_id)')
    ) policies (tables, condition)
  loop
    foreach named in array part.tables loop
      execute format('alter table %I enable row level security', named);
      execute format('alter table %I force row level security', named);
      execute format('create policy app_by_scope on %I to kubecent_app using (scope_is_whole() or %s)',
        named, part.condition);
      -- Who migrates, backs up or drops what is old sees all of it.
      execute format('create policy owner_all on %I to kubecent_owner using (true)', named);
    end loop;
  end loop;
end
$$;

-- It would show whoever reads it what its owner may see.
alter view cost_snapshots set (security_invoker = true);

reset role;
