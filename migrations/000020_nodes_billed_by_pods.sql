-- expand
-- Whether a node is paid by what its pods take, as virtual nodes are, and not by its capacity.
set local role kubecent_owner;

alter table node_hour add column billed_by_pods boolean not null default false;

reset role;
