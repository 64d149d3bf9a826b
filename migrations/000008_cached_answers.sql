-- expand
-- Answers that are ready to be sent, shared by all replicas. It is a cache and nothing else: unlogged, so that
-- writing it costs no WAL, and empty after a crash or on a replica, which costs misses. Nobody may build a count,
-- a lock or a revocation on it. It stays where it is when the tables of rows are distributed: no row of it belongs
-- to one cluster alone.
set local role kubecent_owner;

create unlogged table cached_answer (
  key text primary key,
  value text not null,
  -- Null: kept until somebody deletes it.
  expires_at timestamptz
);
-- The sweeper looks for what has expired, oldest first.
create index cached_answer_expiry on cached_answer (expires_at) where expires_at is not null;

grant select, insert, update, delete on cached_answer to kubecent_app;

reset role;
