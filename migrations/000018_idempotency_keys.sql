-- expand
-- Changes that callers named with an Idempotency-Key, and how each was answered: a repeat gets the same answer. The key
-- itself is never stored, and the answer is encrypted with a secret that only the key gives. Small, and never distributed:
-- no row belongs to one cluster.
set local role kubecent_owner;

create table idempotency_key (
  -- Of the key, its caller and the procedure together.
  key_hash bytea primary key,
  caller text not null,
  input_hash bytea not null,
  -- Null only within the transaction of the change.
  answer bytea,
  expires_at timestamptz not null
);
create index idempotency_key_caller on idempotency_key (caller);
create index idempotency_key_expiry on idempotency_key (expires_at);

grant select, insert, update, delete on idempotency_key to kubecent_app;

reset role;
