-- expand
-- What is done by the clock, and what was done when. These tables are small and stay local: no row belongs to one cluster.
set local role kubecent_owner;

create table job (
  name text primary key,
  cron text not null,
  zone text not null,
  -- The first moment that is still owed. It moves on when a run has ended well, so that a crash loses none.
  next_at timestamptz not null,
  -- When a run that failed is tried again.
  retry_at timestamptz not null default '-infinity'
);

-- A job runs once for each moment at which it was due, in whichever process.
create table job_run (
  name text not null references job on delete cascade,
  due_at timestamptz not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  attempts int not null default 1,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- Why the last try failed.
  error text,
  primary key (name, due_at)
);

grant select, insert, update, delete on job, job_run to kubecent_app;

reset role;
