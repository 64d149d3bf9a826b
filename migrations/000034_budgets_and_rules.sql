-- expand
-- What budgets have beside their amount: who keeps them, what a period was left, and how far what was expected has gone back.
set local role kubecent_owner;

alter table budget
  -- `file`: the operator's file has it, and nothing else changes it.
  add column managed_by text not null default 'api' check (managed_by in ('api', 'file')),
  -- Whose rights its news is sent with; null where it is the operator's.
  add column maker jsonb,
  -- Since when nothing is sent because its maker may not see it any more.
  add column muted_at timestamptz;

alter table budget_period
  -- Part of the amount that the period before has left.
  add column carried_nano numeric not null default 0,
  -- What late hours and new prices have taken back since the last message.
  add column lowered_nano numeric not null default 0;

alter table budget_crossing
  drop constraint budget_crossing_measure_check,
  add constraint budget_crossing_measure_check
    check (measure in ('spent', 'expected', 'expected:low', 'expected:high', 'pace')),
  -- Since when, by the numbers' own time, what it looks at has been far below.
  add column low_since timestamptz,
  -- How often it was told in its period.
  add column times int not null default 1;

-- Rules, and where what they find goes, or does not: all are a text of one shape under a name and a scope. These tables are small and
-- stay local.
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
