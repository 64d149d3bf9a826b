-- expand
-- Random texts that stand for what a process may have in mind of a cluster. A count is not enough: a database that goes
-- back (a crash, a failover to a standby that lacks the last commits, an older dump) counts to the same number again,
-- for other data. A text that is still there says that everything which was there with it is there too.
set local role kubecent_owner;

alter table cluster
  -- Another one with each new version of the cluster's data.
  add column data_mark text not null default '',
  -- Another one with each transaction that makes names or sweeps them, and the one before it.
  add column names_mark text not null default '',
  add column names_mark_before text not null default '';

-- A day whose sums are more than a bigint holds is not made: it is read by the hour, and not tried again until an hour of
-- it is written.
alter table cluster_day add column too_large boolean not null default false;

-- Files hold a snapshot for as long as somebody reads them. They pass this gate before retention_gate, and whoever drops old
-- rows queues up here: no file begins behind him, other questions are not held up, and those under way come to their end.
create table file_gate (opened boolean primary key);
grant select, update on file_gate to kubecent_app;

-- The parts are summed up before they are added: together they may be more than a bigint holds.
create or replace view cost_snapshots as
select
  fact.hour as "timestamp",
  cluster.name as cluster_name,
  namespace.name as namespace,
  pod.name as pod_name,
  node.name as node_name,
  ((sum(cpu_nano) + sum(ram_nano) + sum(gpu_nano) + sum(volume_nano) + sum(network_nano) + sum(load_balancer_nano))
    * 0.000000001)::numeric(28, 9) as total_cost,
  (sum(cpu_nano) * 0.000000001)::numeric(28, 9) as cpu_cost,
  (sum(ram_nano) * 0.000000001)::numeric(28, 9) as memory_cost,
  (sum(volume_nano) * 0.000000001)::numeric(28, 9) as storage_cost
from container_hour fact
join cluster using (cluster_id)
left join namespace using (cluster_id, namespace_id)
left join pod using (cluster_id, pod_id)
left join node using (cluster_id, node_id)
group by fact.hour, cluster.name, namespace.name, pod.name, node.name, pod_id;
-- Replacing a view takes its settings away.
alter view cost_snapshots set (security_invoker = true);

reset role;
