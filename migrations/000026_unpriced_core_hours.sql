-- expand
-- Core-hours of pods that nobody prices: they cost nothing in any sum, and are not free. Null where there are none.
set local role kubecent_owner;

alter table container_hour add column unpriced_nano_core_hours bigint;
alter table namespace_hour add column unpriced_nano_core_hours bigint;
alter table controller_hour add column unpriced_nano_core_hours bigint;
alter table node_usage_hour add column unpriced_nano_core_hours bigint;

alter table container_day add column unpriced_nano_core_hours bigint;
alter table label_set_day add column unpriced_nano_core_hours bigint;
alter table total_day add column unpriced_nano_core_hours bigint;
alter table namespace_day add column unpriced_nano_core_hours bigint;
alter table controller_day add column unpriced_nano_core_hours bigint;
alter table node_usage_day add column unpriced_nano_core_hours bigint;
alter table node_day add column unpriced_nano_core_hours bigint;

reset role;
