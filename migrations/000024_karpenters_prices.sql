-- expand
-- What Karpenter says that such a machine costs for an hour, beside what an exporter reports, and what such prices made of a sum,
-- beside list_ and estimate_. Null where that is nothing.
set local role kubecent_owner;

alter table node_hour add column karpenter_pico bigint;

alter table container_hour add column karpenter_nano bigint;
alter table namespace_hour add column karpenter_nano bigint;
alter table controller_hour add column karpenter_nano bigint;
alter table node_usage_hour add column karpenter_nano bigint;

alter table container_day add column karpenter_nano bigint;
alter table label_set_day add column karpenter_nano bigint;
alter table total_day add column karpenter_nano bigint;
alter table namespace_day add column karpenter_nano bigint;
alter table controller_day add column karpenter_nano bigint;
alter table node_usage_day add column karpenter_nano bigint;

alter table node_day
  add column karpenter_asset_nano bigint,
  add column karpenter_idle_nano bigint,
  add column karpenter_unobserved_nano bigint;
alter table asset_day
  add column karpenter_nano bigint,
  add column karpenter_unobserved_nano bigint;

reset role;
