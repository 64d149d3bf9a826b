-- expand
-- Assets that were paid for while nobody could see who used them: rare, and asked for by every question that shows a cluster
-- as a whole. Without it such a question reads a thousand assets an hour to find none.
set local role kubecent_owner;

create index asset_hour_unobserved on asset_hour (cluster_id, hour) where unobserved_nano <> 0;
create index asset_day_unobserved on asset_day (cluster_id, day) where unobserved_nano <> 0;

reset role;
