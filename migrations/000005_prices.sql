-- expand
-- Price books with versions; and beside each amount the quantities and the price that made it, so that history
-- can be explained, and priced anew without asking the source.
set local role kubecent_owner;

create table price_book (
  price_book_id bigint generated always as identity primary key,
  name text not null,
  version int not null,
  currency text not null,
  content jsonb not null,
  digest text not null,
  created_at timestamptz not null default now(),
  unique (name, version),
  unique (name, digest)
);

-- span: a node whose size or price changes within the hour has a row for each stretch of minutes.
-- asset_id: the volume or load balancer that a row pays for; 0 for containers and traffic.
alter table container_hour
  add column span smallint not null default 0,
  add column asset_id bigint not null default 0,
  add column namespace_label_set_id bigint not null default 0,
  add column load_balancer_nano_hours bigint not null default 0,
  add column network_zone_bytes bigint not null default 0,
  add column network_region_bytes bigint not null default 0,
  add column network_internet_bytes bigint not null default 0,
  add column cpu_seen_seconds bigint not null default 0,
  add column ram_seen_seconds bigint not null default 0,
  alter column network_bytes set default 0;
alter table container_hour drop constraint container_hour_pkey;
alter table container_hour add primary key
  (cluster_id, hour, namespace_id, controller_id, pod_id, container_id, node_id, kind, span, asset_id);

alter table namespace_hour
  add column load_balancer_nano_hours bigint not null default 0,
  add column network_zone_bytes bigint not null default 0,
  add column network_region_bytes bigint not null default 0,
  add column network_internet_bytes bigint not null default 0,
  add column cpu_seen_seconds bigint not null default 0,
  add column ram_seen_seconds bigint not null default 0,
  alter column network_bytes set default 0;
alter table controller_hour
  add column load_balancer_nano_hours bigint not null default 0,
  add column network_zone_bytes bigint not null default 0,
  add column network_region_bytes bigint not null default 0,
  add column network_internet_bytes bigint not null default 0,
  add column cpu_seen_seconds bigint not null default 0,
  add column ram_seen_seconds bigint not null default 0,
  alter column network_bytes set default 0;
alter table node_usage_hour
  add column load_balancer_nano_hours bigint not null default 0,
  add column network_zone_bytes bigint not null default 0,
  add column network_region_bytes bigint not null default 0,
  add column network_internet_bytes bigint not null default 0,
  add column cpu_seen_seconds bigint not null default 0,
  add column ram_seen_seconds bigint not null default 0,
  alter column network_bytes set default 0;

-- What was null here was collected before quantities were kept.
alter table node_hour
  add column span smallint not null default 0,
  add column from_minute smallint not null default 0,
  add column label_set_id bigint not null default 0,
  add column cpu_cores double precision,
  add column ram_bytes double precision,
  add column gpus double precision,
  add column cpu_unobserved_nano_core_hours bigint,
  add column ram_unobserved_nano_gib_hours bigint,
  add column gpu_unobserved_nano_hours bigint,
  -- Prices an hour in pico-units: what the source reported, and what was billed.
  add column cpu_reported_pico bigint,
  add column ram_reported_pico bigint,
  add column gpu_reported_pico bigint,
  add column node_reported_pico bigint,
  add column cpu_price_pico bigint,
  add column ram_price_pico bigint,
  add column gpu_price_pico bigint,
  add column gpu_price_source text,
  add column price_rule text not null default '',
  add column gpu_price_rule text not null default '';
alter table node_hour drop constraint node_hour_pkey;
alter table node_hour add primary key (cluster_id, hour, node_id, span);

alter table asset
  add column provider_id text not null default '',
  add column storage_class text not null default '';
alter table asset drop constraint asset_cluster_id_kind_namespace_name_key;
alter table asset add unique (cluster_id, kind, namespace, name, provider_id, storage_class);
alter table asset_hour
  add column unobserved_quantity bigint,
  add column reported_pico bigint,
  add column price_pico bigint,
  add column price_rule text not null default '';

-- Seconds of the hour in which each kind of resource was measured, such as {"gpu": 3600, "network": 0}.
alter table cluster_hour add column kind_seconds jsonb not null default '{}';

grant select, insert on price_book to kubecent_app;

reset role;
