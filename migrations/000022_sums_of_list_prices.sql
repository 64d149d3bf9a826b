-- expand
-- What the clouds' lists of prices, and estimates by them, made of a sum, beside custom_ and default_. Null where that is nothing: a
-- null takes a bit, and servers that know nothing of lists leave it out.
set local role kubecent_owner;

alter table container_hour add column list_nano bigint, add column estimate_nano bigint;
alter table namespace_hour add column list_nano bigint, add column estimate_nano bigint;
alter table controller_hour add column list_nano bigint, add column estimate_nano bigint;
alter table node_usage_hour add column list_nano bigint, add column estimate_nano bigint;

alter table container_day add column list_nano bigint, add column estimate_nano bigint;
alter table label_set_day add column list_nano bigint, add column estimate_nano bigint;
alter table total_day add column list_nano bigint, add column estimate_nano bigint;
alter table namespace_day add column list_nano bigint, add column estimate_nano bigint;
alter table controller_day add column list_nano bigint, add column estimate_nano bigint;
alter table node_usage_day add column list_nano bigint, add column estimate_nano bigint;

alter table node_day
  add column list_asset_nano bigint,
  add column estimate_asset_nano bigint,
  add column list_idle_nano bigint,
  add column estimate_idle_nano bigint,
  add column list_unobserved_nano bigint,
  add column estimate_unobserved_nano bigint;
alter table asset_day
  add column list_nano bigint,
  add column estimate_nano bigint,
  add column list_unobserved_nano bigint,
  add column estimate_unobserved_nano bigint;

reset role;
