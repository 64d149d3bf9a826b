-- expand
-- How a node is paid for, where the flag `spot` does not say it all: reserved, capacity-block; else ''. It is part of what tells
-- nodes apart. Servers of before leave it out, and find one of the nodes that have the rest in common.
set local role kubecent_owner;

alter table node add column capacity_type text not null default '';
alter table node add unique (cluster_id, name, provider_id, instance_type, region, pool, spot, capacity_type);
alter table node drop constraint node_cluster_id_name_provider_id_instance_type_region_pool__key;

-- The node's zone, and who told the provider id, instance type, region, zone and capacity type, a letter each: (l)abels, (c)opied
-- labels, (f)irmware, (k)arpenter, (t)aint, (e)xporter, the node's (o)bject, its (p)rovider id; - nobody. Null in hours of before.
alter table node_hour add column zone text, add column identity_told text;

reset role;
