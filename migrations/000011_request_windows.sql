-- expand
-- Requests that callers made within the last minute, counted for all replicas together, and the replicas that
-- count. Unlogged: counting costs no WAL, and what a crash takes along is a minute old at most; servers see that it
-- happened by the time at which PostgreSQL started. Never distributed: no row belongs to a cluster.
set local role kubecent_owner;

-- The rows are small, few, and written all the time: room in each page keeps their updates off the index.
create unlogged table request_window (
  caller text primary key,
  -- Runs of requests, oldest first: when each began and last counted (milliseconds of the database's clock), and
  -- how many requests are in it.
  firsts bigint[] not null,
  lasts bigint[] not null,
  counts integer[] not null,
  expires_at timestamptz not null
) with (fillfactor = 50);

create unlogged table replica (
  name text primary key,
  seen_at timestamptz not null
);

-- Spends `cost` requests out of the caller's window, as server/src/limits/sliding-window.ts does: the request that
-- passes the limit is refused and counted, those after it are refused and cost nothing. `era` changes when counts
-- may have been lost.
create function spend_requests(of_caller text, cost integer, allowed integer, window_ms bigint)
returns table (is_allowed boolean, used integer, reset_ms bigint, era timestamptz)
language plpgsql as $$
declare
  held request_window%rowtype;
  now_ms bigint;
  used_before integer;
  must_expire integer;
  expired integer := 0;
begin
  loop
    select * into held from request_window as known where known.caller = of_caller for update;
    exit when found;
    insert into request_window (caller, firsts, lasts, counts, expires_at)
    values (of_caller, '{}', '{}', '{}', clock_timestamp()) on conflict do nothing;
  end loop;

  -- Read under the lock, so that those who waited for it see time pass in their order.
  now_ms := floor(extract(epoch from clock_timestamp()) * 1000);
  -- What lies in the future was written before the clock was set back: it would count for who knows how long.
  select coalesce(array_agg(run.began order by run.place), '{}'), coalesce(array_agg(run.ended order by run.place), '{}'),
    coalesce(array_agg(run.requests order by run.place), '{}'), coalesce(sum(run.requests), 0)
  into held.firsts, held.lasts, held.counts, used_before
  from unnest(held.firsts, held.lasts, held.counts) with ordinality as run (began, ended, requests, place)
  where run.ended > now_ms - window_ms and run.ended <= now_ms + 1000;

  is_allowed := used_before + cost <= allowed;
  used := used_before;
  if used_before < allowed then
    used := used_before + cost;
    if now_ms - held.firsts[cardinality(held.firsts)] < window_ms / 60 then
      held.lasts[cardinality(held.lasts)] := now_ms;
      held.counts[cardinality(held.counts)] := held.counts[cardinality(held.counts)] + cost;
    else
      held.firsts := held.firsts || now_ms;
      held.lasts := held.lasts || now_ms;
      held.counts := held.counts || cost;
    end if;
    update request_window as known
    set firsts = held.firsts, lasts = held.lasts, counts = held.counts,
      expires_at = clock_timestamp() + window_ms * interval '1 millisecond'
    where known.caller = of_caller;
  end if;

  must_expire := case when is_allowed then 1 else used + cost - allowed end;
  reset_ms := window_ms;
  for place in 1 .. cardinality(held.counts) loop
    expired := expired + held.counts[place];
    reset_ms := held.lasts[place] + window_ms - now_ms;
    exit when expired >= must_expire;
  end loop;
  era := pg_postmaster_start_time();
  return next;
end
$$;

grant select, insert, update, delete on request_window, replica to kubecent_app;

reset role;
