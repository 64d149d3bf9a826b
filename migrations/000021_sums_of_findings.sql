-- expand
-- Every answer sums up the findings of its window. Their rows are wide, for they name things: this holds what the sums read.
set local role kubecent_owner;

create index hour_finding_sums on hour_finding (cluster_id, hour) include (code, namespace_id, touched_nano);

reset role;
