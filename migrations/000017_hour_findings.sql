-- expand
-- What was wrong in what a source told of an hour, and what was decided: a row for each kind of finding and namespace.
-- namespace_id is 0 for what belongs to no namespace. `things` names what it is about, so that an hour that is priced
-- anew can say again what money it touches; `touched_nano` is the cost of those things in that hour.
set local role kubecent_owner;

create table hour_finding (
  cluster_id int not null,
  hour timestamptz not null,
  code text not null,
  namespace_id bigint not null,
  thing_count int not null,
  minutes int not null,
  touched_nano numeric not null,
  things jsonb not null,
  primary key (cluster_id, hour, code, namespace_id)
);
grant select, insert, update, delete on hour_finding to kubecent_app;

alter table hour_finding enable row level security;
alter table hour_finding force row level security;
create policy app_all on hour_finding to kubecent_app using (true);
create policy owner_all on hour_finding to kubecent_owner using (true);
create policy scoped_by_lists on hour_finding for select to kubecent_scoped using (
  strpos(current_setting('kubecent.scope_namespaces_' || namespace_id % 64, true), ',' || namespace_id || ',') > 0
  or strpos(current_setting('kubecent.scope_wholes', true), ',' || cluster_id || ',') > 0
);
grant select on hour_finding to kubecent_scoped;

reset role;
