-- expand
-- Windows of a day, a week and a month that end now read fewer sums: four weeks in one row, and what is left of the day in which
-- they begin from each hour on, not from each third.
set local role kubecent_owner;

-- `four_weeks_versions` of a day is the sum of `versions` of the 28 days from it on that its row of four weeks was made of.
-- `finer_versions` is `versions` where what is left of the day is also kept from the hours between each third one.
alter table cluster_day
  add column four_weeks_versions bigint,
  add column finer_versions bigint;
-- Few days have either: those that the look at the days goes through each time.
create index cluster_day_with_finer_rests on cluster_day (cluster_id, day) where finer_versions is not null;
create index cluster_day_with_four_weeks on cluster_day (cluster_id, day) where four_weeks_versions is not null;

reset role;
