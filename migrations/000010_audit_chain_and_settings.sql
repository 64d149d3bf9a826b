-- expand
-- What an audit record says of who wrote it, the chain that seals the records, and the settings that
-- change at run time. Sealing needs a right of its own, so that whoever may add records cannot vouch for them.
do $$
begin
  if not exists (select from pg_roles where rolname = 'kubecent_sealer') then
    create role kubecent_sealer nologin;
  end if;
  -- Since PostgreSQL 16 the maker of a role is a member who may not yet take it.
  if not pg_has_role(
    current_user, 'kubecent_sealer',
    case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
  ) then
    execute format('grant kubecent_sealer to %I', current_user);
  end if;
end
$$;
grant usage on schema public to kubecent_sealer;

set local role kubecent_owner;

alter table audit_logs
  add column user_name text not null default '',
  add column client_address text,
  add column token_id text,
  add column replica text not null default '',
  add column service_version text not null default '',
  -- Refused attempts of one caller at one thing are counted into one record a minute.
  add column occurrences int not null default 1 check (occurrences > 0),
  -- The transaction that wrote the record: the sealer waits until none that could still commit comes before it.
  add column written_by xid8 not null default pg_current_xact_id();
create index audit_logs_by_writer on audit_logs (written_by);
create index audit_logs_by_request on audit_logs (request_id) where request_id is not null;
create index audit_logs_by_user on audit_logs (user_id, id desc);

-- The number, the time and the writer of a record are the database's to say, not the server's.
revoke insert on audit_logs from kubecent_audit;
grant insert (
  user_id, user_name, action, resource_type, resource_id, details, status, result, request_id,
  client_address, token_id, replica, service_version, occurrences
) on audit_logs to kubecent_audit;

-- The chain: a gap-free number for every record, in the order in which they were sealed.
create table audit_seal (
  chain_seq bigint primary key check (chain_seq > 0),
  audit_id bigint not null unique,
  -- How the record was written down to be hashed: a later column makes a new layout.
  layout smallint not null default 1,
  sealed_at timestamptz not null,
  digest bytea not null,
  hash bytea not null
);
create table audit_checkpoint (
  chain_seq bigint primary key,
  hash bytea not null,
  key_id text not null,
  signed_at timestamptz not null default clock_timestamp(),
  -- A compact JWS (EdDSA) over number, hash and time.
  statement text not null
);
create index audit_checkpoint_by_time on audit_checkpoint (signed_at);
-- Where retention has cut the chain: the number and hash that what is left goes on from.
create table audit_cut (
  chain_seq bigint primary key,
  hash bytea not null,
  key_id text not null,
  records bigint not null,
  cut_at timestamptz not null default clock_timestamp(),
  statement text not null
);

create function refuse_chain_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
-- A record may go once its number stands at or before a cut, which is on record itself and signed.
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from audit_seal seal, audit_cut cut where seal.audit_id = old.id and seal.chain_seq <= cut.chain_seq
  ) then
    return old;
  end if;
  raise exception 'audit_logs is append-only' using errcode = 'insufficient_privilege';
end
$$;
create function refuse_uncut_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select from audit_cut cut where old.chain_seq <= cut.chain_seq) then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_seal_append_only before update or delete on audit_seal
  for each row execute function refuse_uncut_change();
create trigger audit_seal_not_truncated before truncate on audit_seal
  for each statement execute function refuse_chain_change();
create trigger audit_checkpoint_append_only before update or delete on audit_checkpoint
  for each row execute function refuse_uncut_change();
create trigger audit_checkpoint_not_truncated before truncate on audit_checkpoint
  for each statement execute function refuse_chain_change();
create trigger audit_cut_append_only before update or delete on audit_cut
  for each row execute function refuse_chain_change();
create trigger audit_cut_not_truncated before truncate on audit_cut
  for each statement execute function refuse_chain_change();

-- Drops the records up to a checkpoint, and keeps the signed statement that they were there. Young records it
-- refuses whoever asks, so that a server in the wrong hands cannot shed what it has just done.
create function cut_audit_chain(up_to bigint, signed_statement text, signing_key text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last_hash bytea;
  dropped bigint;
begin
  select hash into last_hash from audit_checkpoint
    where chain_seq = up_to and signed_at < clock_timestamp() - interval '30 days';
  if last_hash is null then
    raise exception 'audit records are kept for 30 days at least, and cut at checkpoints' using errcode = 'check_violation';
  end if;
  select count(*) into dropped from audit_seal where chain_seq <= up_to;
  insert into audit_cut (chain_seq, hash, key_id, records, statement)
    values (up_to, last_hash, signing_key, dropped, signed_statement);
  delete from audit_logs log using audit_seal seal where seal.audit_id = log.id and seal.chain_seq <= up_to;
  delete from audit_seal where chain_seq <= up_to;
  delete from audit_checkpoint where chain_seq <= up_to;
  return dropped;
end
$$;
revoke execute on function cut_audit_chain(bigint, text, text) from public;

grant select on audit_seal, audit_checkpoint, audit_cut to kubecent_app, kubecent_sealer;
grant insert on audit_seal, audit_checkpoint to kubecent_sealer;
grant execute on function cut_audit_chain(bigint, text, text) to kubecent_sealer;

-- Settings that were changed at run time, each change a version of its own. What is not in them is as the
-- environment says.
create table runtime_setting (
  version int primary key check (version > 0),
  content jsonb not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null
);
grant select, insert on runtime_setting to kubecent_app;

reset role;
