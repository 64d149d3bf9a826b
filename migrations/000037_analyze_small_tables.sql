-- expand
-- The tables of names have a few rows, and PostgreSQL counts fifty changes before it looks at a table. So it never knew how many
-- clusters and namespaces there are, took them for hundreds, and read every hour of every node for the arithmetic of one pod: 10 s
-- instead of 0.1 (`cost.explain` of a pod over seven days in the demo).
set local role kubecent_owner;

alter table cluster set (autovacuum_analyze_threshold = 1);
alter table namespace set (autovacuum_analyze_threshold = 1);
alter table controller set (autovacuum_analyze_threshold = 1);
alter table container set (autovacuum_analyze_threshold = 1);
alter table node set (autovacuum_analyze_threshold = 1);
alter table label_set set (autovacuum_analyze_threshold = 1);
alter table asset set (autovacuum_analyze_threshold = 1);
alter table cluster_day set (autovacuum_analyze_threshold = 1);

reset role;
