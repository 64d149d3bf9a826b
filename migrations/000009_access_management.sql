-- expand
-- Where a token holds and when it was used last; roles and scopes for whoever an issuer vouches for; and which
-- JSON Web Tokens no longer hold. These tables are small, are read whole every few seconds, and stay local.
set local role kubecent_owner;

alter table api_token
  add column scope jsonb not null default '{"clusters": "all", "namespaces": "all"}',
  add column last_used_at timestamptz;

create table access_binding (
  binding_id bigint generated always as identity primary key,
  subject_kind text not null check (subject_kind in ('user', 'group', 'serviceaccount', 'token')),
  subject text not null,
  role text not null check (role in ('viewer', 'editor', 'auditor', 'admin')),
  scope jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null
);

create table access_revocation (
  revocation_id bigint generated always as identity primary key,
  -- A token no longer holds where all of these that are not null are true of it.
  subject text,
  token_id text,
  issued_before timestamptz,
  reason text not null default '',
  created_at timestamptz not null default now(),
  created_by text not null,
  -- When the last token that this could be about has expired; null where it holds until it is deleted.
  ends_at timestamptz,
  check (coalesce(subject, token_id, issued_before::text) is not null)
);

grant select, insert, delete on access_binding to kubecent_app;
grant select, insert, delete on access_revocation to kubecent_app;

reset role;
