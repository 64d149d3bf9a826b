-- expand
-- API tokens (only their hash is kept), and the record of who did what.
set local role kubecent_owner;

create table api_token (
  token_id bigint generated always as identity primary key,
  name text not null,
  role text not null check (role in ('viewer', 'editor', 'auditor', 'admin')),
  -- SHA-256 of the token, hex. The token has 256 random bits, so a fast hash is enough.
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create unique index api_token_live_name on api_token (name) where revoked_at is null;

create table audit_logs (
  id bigint generated always as identity primary key,
  "timestamp" timestamptz not null default clock_timestamp(),
  user_id text not null,
  action text not null,
  resource_type text not null,
  resource_id text not null,
  details jsonb,
  status text not null check (status in ('SUCCESS', 'FAILED')),
  result jsonb,
  request_id text
);
create index audit_logs_by_time on audit_logs ("timestamp" desc, id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_logs is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_logs_append_only before update or delete on audit_logs
  for each row execute function refuse_audit_change();
create trigger audit_logs_not_truncated before truncate on audit_logs
  for each statement execute function refuse_audit_change();

grant select, insert, update on api_token to kubecent_app;
grant select on audit_logs to kubecent_app;
grant insert on audit_logs to kubecent_audit;

reset role;
