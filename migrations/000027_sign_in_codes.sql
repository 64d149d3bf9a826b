-- expand
-- Codes of links that sign in once. Only a hash is kept, and a row is gone as soon as its code has been exchanged for a
-- token. Small, and never distributed: no row belongs to one cluster.
set local role kubecent_owner;

create table sign_in_code (
  code_id bigint generated always as identity primary key,
  -- SHA-256 of the code, hex. The code has 256 random bits, so a fast hash is enough.
  code_hash text not null unique,
  -- What the token that it is exchanged for may do, whose it is, and how long it lives.
  name text not null,
  role text not null check (role in ('viewer', 'editor', 'auditor', 'admin')),
  scope jsonb not null,
  token_seconds integer not null check (token_seconds > 0),
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz not null
);
create index sign_in_code_expiry on sign_in_code (expires_at);

grant select, insert, delete on sign_in_code to kubecent_app;

reset role;
