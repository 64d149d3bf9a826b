-- expand
-- Rules of alerts, where what they find goes, and when it is not told: all are a text of one shape under a name and a scope. These
-- tables are small and stay local.
set local role kubecent_owner;

create table alert_definition (
  definition_id uuid primary key,
  kind text not null check (kind in ('rule', 'route', 'silence')),
  name text not null,
  -- Only what lies within it is looked at, routed or silenced, and only callers who see all of it see the definition.
  scope jsonb not null,
  content jsonb not null,
  revision int not null default 1,
  maker jsonb,
  -- Since when nothing is sent because its maker may not see it any more.
  muted_at timestamptz,
  -- Of a rule: until when the numbers of its last look were known.
  looked_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  unique (kind, scope, name)
);

-- What a rule has found, one row for each thing that it looks at.
create table alert_state (
  rule_id uuid not null references alert_definition on delete cascade,
  -- A hash of the labels that tell the thing apart.
  series text not null,
  phase text not null check (phase in ('pending', 'firing', 'held', 'resolved')),
  labels jsonb not null,
  scope jsonb not null,
  title text not null,
  facts jsonb not null,
  value float8,
  since timestamptz not null,
  fired_at timestamptz,
  resolved_at timestamptz,
  told_at timestamptz,
  is_silenced boolean not null default false,
  -- How often it was told, so that each telling has a key of its own.
  times int not null default 0,
  primary key (rule_id, series)
);

grant select, insert, update, delete on alert_definition, alert_state to kubecent_app;

reset role;
