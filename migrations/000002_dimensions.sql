-- expand
-- What rows of cost point to. cluster_id leads every key, so that the tables can be distributed by cluster;
-- id 0 stands for "none" (a load balancer has no pod) and has no row.
set local role kubecent_owner;

create table cluster (
  cluster_id int generated always as identity primary key,
  name text not null unique,
  source text not null,
  currency text not null,
  data_version bigint not null default 0,
  created_at timestamptz not null default now()
);

create table namespace (
  cluster_id int not null references cluster,
  namespace_id bigint generated always as identity,
  name text not null,
  primary key (cluster_id, namespace_id),
  unique (cluster_id, name)
);

create table controller (
  cluster_id int not null references cluster,
  controller_id bigint generated always as identity,
  namespace_id bigint not null,
  kind text not null,
  name text not null,
  primary key (cluster_id, controller_id),
  unique (cluster_id, namespace_id, kind, name)
);

-- A node that comes back under its name as another machine is another node.
create table node (
  cluster_id int not null references cluster,
  node_id bigint generated always as identity,
  name text not null,
  provider_id text not null,
  instance_type text not null,
  region text not null,
  pool text not null,
  spot boolean not null,
  primary key (cluster_id, node_id),
  unique (cluster_id, name, provider_id, instance_type, region, pool, spot)
);

create table pod (
  cluster_id int not null references cluster,
  pod_id bigint generated always as identity,
  namespace_id bigint not null,
  uid text not null,
  name text not null,
  primary key (cluster_id, pod_id),
  unique (cluster_id, namespace_id, name, uid)
);

create table container (
  cluster_id int not null references cluster,
  container_id bigint generated always as identity,
  name text not null,
  primary key (cluster_id, container_id),
  unique (cluster_id, name)
);

create table label_set (
  cluster_id int not null references cluster,
  label_set_id bigint generated always as identity,
  labels jsonb not null,
  digest text not null,
  primary key (cluster_id, label_set_id),
  unique (cluster_id, digest)
);

create table asset (
  cluster_id int not null references cluster,
  asset_id bigint generated always as identity,
  kind text not null,
  namespace text not null,
  name text not null,
  primary key (cluster_id, asset_id),
  unique (cluster_id, kind, namespace, name)
);

grant select, insert, update on cluster to kubecent_app;
grant select, insert on namespace, controller, node, pod, container, label_set, asset to kubecent_app;

reset role;
