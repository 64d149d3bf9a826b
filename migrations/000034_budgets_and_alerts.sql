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

reset role;
