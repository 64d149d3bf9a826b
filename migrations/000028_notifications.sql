-- expand
-- Where news goes (channels), and the news itself until it has been sent: an outbox. A row is written in the transaction of the
-- change that it tells of. These tables are small and stay local: no row belongs to one cluster.
set local role kubecent_owner;

create table notify_channel (
  channel_id uuid primary key,
  name text not null,
  kind text not null check (
    kind in ('slack', 'teams', 'google-chat', 'pagerduty', 'alertmanager', 'email', 'webhook')
  ),
  -- Only news within this scope goes here, and only callers who see all of it see the channel.
  scope jsonb not null,
  -- What may be shown of the target; the target itself, with its secrets, is encrypted.
  shown jsonb not null,
  sealed bytea not null,
  -- Which key it is encrypted with.
  key_id text not null,
  -- Where news goes that could not be sent here.
  fallback_id uuid references notify_channel on delete set null,
  -- Why nothing is sent here; null while it is.
  disabled_reason text,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  -- One process sends to a channel at a time, and not faster than its pace.
  busy_until timestamptz not null default '-infinity',
  next_send_at timestamptz not null default '-infinity',
  unique (scope, name)
);

create table notification (
  notification_id uuid primary key,
  -- The order in which news came up.
  seq bigint generated always as identity,
  channel_id uuid not null references notify_channel on delete cascade,
  -- The same news is queued once for a channel.
  dedupe_key text not null,
  -- What it is about: news of one subject is sent in its order.
  subject text not null,
  phase text not null check (phase in ('firing', 'resolved', 'info')),
  message jsonb not null,
  -- standing: sent, and to be sent again for as long as it holds.
  state text not null default 'queued' check (state in ('queued', 'standing', 'sent', 'dead', 'superseded')),
  due_at timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  claim_token uuid,
  claimed_until timestamptz,
  -- Of the last try: a status of HTTP or SMTP, and a code of ours.
  last_status int,
  last_error text,
  -- Recipients that have it already, where others of the same mail do not.
  reached text[] not null default '{}',
  -- Channels that could not be reached with it, on its way to this one.
  relayed_from uuid[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  -- Several rows that went out as one message share it.
  batch_id uuid,
  unique (channel_id, dedupe_key)
);
create index notification_open on notification (channel_id, due_at) where state in ('queued', 'standing');
create index notification_by_subject on notification (channel_id, subject, seq);
create index notification_sent on notification (channel_id, sent_at) where sent_at is not null;
create index notification_newest on notification (seq desc);

grant select, insert, update, delete on notify_channel, notification to kubecent_app;

reset role;
