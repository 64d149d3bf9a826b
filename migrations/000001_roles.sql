-- expand
-- Three roles: the owner holds every table and migrates; the app reads and writes rows and owns nothing;
-- the audit writer may add audit records and do nothing else. The login that migrates becomes a member of
-- all three, so that the server can take each role for one transaction at a time.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['kubecent_owner', 'kubecent_app', 'kubecent_audit'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
    -- Since PostgreSQL 16 the maker of a role is a member who may not yet take it.
    if not pg_has_role(
      current_user, wanted, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
    ) then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end
$$;

grant usage, create on schema public to kubecent_owner;
grant usage on schema public to kubecent_app, kubecent_audit;
