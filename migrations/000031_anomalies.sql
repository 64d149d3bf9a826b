-- expand
-- Days on which something cost unusually much or little. These tables are small and stay local, and know clusters and workloads by their
-- names: an incident is remembered for longer than the rows that it was judged by.
set local role kubecent_owner;

create table anomaly_incident (
  incident_id uuid primary key,
  cluster text not null,
  level text not null check (level in ('cluster', 'namespace', 'workload')),
  namespace text not null,
  controller_kind text not null,
  controller text not null,
  currency text not null,
  kind text not null check (kind in ('spike', 'step', 'leak', 'pattern')),
  direction text not null check (direction in ('up', 'down')),
  opened_day date not null,
  last_day date not null,
  doubled_day date,
  ended_day date,
  -- What it was judged by: its unusual days, and why they cost what they did. Written once, whatever becomes of the costs.
  days jsonb not null,
  cause jsonb,
  sensitivity text not null,
  -- Told by another incident: of its own namespace, or of its cluster, which only those see who see all of it.
  told_in_namespace boolean not null default false,
  told_in_cluster boolean not null default false,
  feedback text check (feedback in ('expected', 'planned', 'false')),
  feedback_note text,
  feedback_by text,
  feedback_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (cluster, level, namespace, controller_kind, controller, opened_day)
);
create index anomaly_incident_by_day on anomaly_incident (opened_day);

-- What became of incidents, in order: what alerts are made of.
create table anomaly_event (
  seq bigint generated always as identity primary key,
  incident_id uuid not null references anomaly_incident on delete cascade,
  event text not null check (event in ('opened', 'doubled', 'ended')),
  day date not null,
  -- Whether the day was long over when it was judged, as all days are when a service begins to judge: nobody is told of those.
  is_past boolean not null,
  at timestamptz not null default clock_timestamp(),
  unique (incident_id, event)
);

-- Up to which day each cluster has been judged. A day is judged once.
create table anomaly_mark (
  cluster text primary key,
  judged_day date not null,
  judged_at timestamptz not null default clock_timestamp()
);

-- Days on which something is known to cost unusually much or little.
create table anomaly_plan (
  plan_id uuid primary key,
  cluster text not null,
  -- Null stands for all of them.
  namespace text,
  controller_kind text,
  controller text,
  first_day date not null,
  last_day date not null,
  note text,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null
);

grant select, insert, update, delete on anomaly_incident, anomaly_event, anomaly_mark, anomaly_plan to kubecent_app;

reset role;
