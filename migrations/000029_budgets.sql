-- expand
-- Amounts of money for a stored question about cost, and which of their thresholds were crossed in which period. These tables are
-- small and stay local: a budget may be about several clusters.
set local role kubecent_owner;

create table budget (
  budget_id uuid primary key,
  name text not null,
  -- Only rows of cost within it count, and only callers who see all of it see the budget.
  scope jsonb not null,
  content jsonb not null,
  revision int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  unique (scope, name)
);

-- What each change has left: past periods are judged by the revision that held then.
create table budget_revision (
  budget_id uuid not null references budget on delete cascade,
  revision int not null,
  content jsonb not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null,
  primary key (budget_id, revision)
);

-- What was spent in each period when it was last looked at.
create table budget_period (
  budget_id uuid not null references budget on delete cascade,
  -- The value of "by"; empty without one.
  key text not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  revision int not null,
  spent_nano numeric not null,
  amount_nano numeric not null,
  coverage float8 not null,
  evaluated_at timestamptz not null default clock_timestamp(),
  primary key (budget_id, key, period_start)
);

-- A threshold is crossed once for each budget, revision, period and value, and told in the same transaction.
create table budget_crossing (
  budget_id uuid not null references budget on delete cascade,
  revision int not null,
  key text not null,
  period_start timestamptz not null,
  measure text not null check (measure in ('spent', 'expected', 'pace')),
  at_ratio float8 not null,
  crossed_at timestamptz not null default clock_timestamp(),
  -- Later numbers have taken it back.
  is_back boolean not null default false,
  -- When its period was over, and programs were told that it has ended.
  closed_at timestamptz,
  primary key (budget_id, revision, key, period_start, measure, at_ratio)
);
create index budget_crossing_open on budget_crossing (budget_id) where closed_at is null;

grant select, insert, update, delete on budget, budget_revision, budget_period, budget_crossing to kubecent_app;

reset role;
