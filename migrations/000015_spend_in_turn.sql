-- expand
-- Requests of one caller that came together are counted together: one look at their window and one write, where each took
-- its own before.
set local role kubecent_owner;

-- Spends the costs one after the other out of the caller's window, as server/src/limits/sliding-window.ts does: the
-- request that passes the limit is refused and counted, those after it are refused and cost nothing. `era` changes when
-- counts may have been lost. All of them count as of the moment at which the window could be had.
create function spend_in_turn(of_caller text, costs integer[], allowed integer, window_ms bigint)
returns table (place bigint, is_allowed boolean, used integer, reset_ms bigint, era timestamptz)
language plpgsql as $$
declare
  held request_window%rowtype;
  now_ms bigint;
  used_before integer;
  is_counted boolean := false;
  must_expire integer;
  expired integer;
begin
  loop
    select * into held from request_window as known where known.caller = of_caller for update;
    exit when found;
    insert into request_window (caller, firsts, lasts, counts, expires_at)
    values (of_caller, '{}', '{}', '{}', clock_timestamp()) on conflict do nothing;
  end loop;

  -- Read under the lock, so that those who waited for it see time pass in their order.
  now_ms := floor(extract(epoch from clock_timestamp()) * 1000);
  era := pg_postmaster_start_time();
  -- What lies in the future was written before the clock was set back: it would count for who knows how long.
  select coalesce(array_agg(run.began order by run.place), '{}'), coalesce(array_agg(run.ended order by run.place), '{}'),
    coalesce(array_agg(run.requests order by run.place), '{}'), coalesce(sum(run.requests), 0)
  into held.firsts, held.lasts, held.counts, used_before
  from unnest(held.firsts, held.lasts, held.counts) with ordinality as run (began, ended, requests, place)
  where run.ended > now_ms - window_ms and run.ended <= now_ms + 1000;

  for turn in 1 .. cardinality(costs) loop
    place := turn;
    is_allowed := used_before + costs[turn] <= allowed;
    used := used_before;
    if costs[turn] > 0 and used_before < allowed then
      used := used_before + costs[turn];
      is_counted := true;
      if now_ms - held.firsts[cardinality(held.firsts)] < window_ms / 60 then
        held.lasts[cardinality(held.lasts)] := now_ms;
        held.counts[cardinality(held.counts)] := held.counts[cardinality(held.counts)] + costs[turn];
      else
        held.firsts := held.firsts || now_ms;
        held.lasts := held.lasts || now_ms;
        held.counts := held.counts || costs[turn];
      end if;
    end if;

    must_expire := case when is_allowed then 1 else used + costs[turn] - allowed end;
    expired := 0;
    reset_ms := window_ms;
    for run in 1 .. cardinality(held.counts) loop
      expired := expired + held.counts[run];
      reset_ms := held.lasts[run] + window_ms - now_ms;
      exit when expired >= must_expire;
    end loop;
    used_before := used;
    return next;
  end loop;

  if is_counted then
    update request_window as known
    set firsts = held.firsts, lasts = held.lasts, counts = held.counts,
      expires_at = clock_timestamp() + window_ms * interval '1 millisecond'
    where known.caller = of_caller;
  end if;
end
$$;

-- Servers from before go on to call it by itself.
create or replace function spend_requests(of_caller text, cost integer, allowed integer, window_ms bigint)
returns table (is_allowed boolean, used integer, reset_ms bigint, era timestamptz)
language sql as $$
  select spent.is_allowed, spent.used, spent.reset_ms, spent.era
  from spend_in_turn(of_caller, array[cost], allowed, window_ms) spent
$$;

reset role;
