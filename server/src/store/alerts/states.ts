import { DAY_MS, type Instant, type NotificationFact, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";
import type { AlertState, StoredPhase } from "../../domain/alerts/alert-state.ts";

/** What a rule has found of one thing. */
export interface FoundAlert extends AlertState {
  readonly ruleId: string;
  /** A hash of the labels that tell the thing apart. */
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly scope: Scope;
  readonly title: string;
  readonly facts: readonly NotificationFact[];
  readonly value: number | null;
  readonly isSilenced: boolean;
  /** How often it was told. */
  readonly times: number;
}

interface AlertRecord {
  rule_id: string;
  series: string;
  phase: StoredPhase;
  labels: Record<string, string>;
  scope: unknown;
  title: string;
  facts: NotificationFact[];
  value: number | null;
  since: Date;
  fired_at: Date | null;
  resolved_at: Date | null;
  told_at: Date | null;
  is_silenced: boolean;
  times: number;
}

const COLUMNS = `rule_id, series, phase, labels, scope, title, facts, value, since, fired_at, resolved_at, told_at,
  is_silenced, times`;
/** How long what is over is still shown. */
const SHOWN_DAYS = 30;

/** Everything that rules have found and that is known still. */
export async function listAlerts(client: pg.ClientBase): Promise<FoundAlert[]> {
  const { rows } = await client.query<AlertRecord>(
    `select ${COLUMNS} from alert_state order by fired_at desc nulls last, rule_id, series`,
  );
  return rows.map(alertOf);
}

/** Keeps what rules have found, over what was known, in one statement. */
export async function saveAlerts(client: pg.ClientBase, alerts: readonly FoundAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  const records = alerts.map((alert) => ({
    rule_id: alert.ruleId,
    series: alert.series,
    phase: alert.phase,
    labels: alert.labels,
    scope: alert.scope,
    title: alert.title,
    facts: alert.facts,
    value: alert.value,
    since: new Date(alert.since),
    fired_at: dateOf(alert.firedAt),
    resolved_at: dateOf(alert.resolvedAt),
    told_at: dateOf(alert.toldAt),
    is_silenced: alert.isSilenced,
    times: alert.times,
  }));
  const names = COLUMNS.split(",").map((name) => name.trim());
  const changed = names.slice(2).map((name) => `${name} = excluded.${name}`);
  await client.query(
    `insert into alert_state (${COLUMNS})
     select ${COLUMNS} from jsonb_populate_recordset(null::alert_state, $1::jsonb)
     on conflict (rule_id, series) do update set ${changed.join(", ")}`,
    [JSON.stringify(records)],
  );
}

/** Forgets what is no more. */
export async function forgetAlerts(
  client: pg.ClientBase,
  gone: readonly Pick<FoundAlert, "ruleId" | "series">[],
): Promise<void> {
  if (gone.length === 0) return;
  await client.query(
    `delete from alert_state using unnest($1::uuid[], $2::text[]) as gone(rule_id, series)
     where alert_state.rule_id = gone.rule_id and alert_state.series = gone.series`,
    [gone.map(({ ruleId }) => ruleId), gone.map(({ series }) => series)],
  );
}

/** Forgets what has been over for long. */
export async function forgetOldAlerts(client: pg.ClientBase, now: Instant): Promise<void> {
  await client.query("delete from alert_state where phase = 'resolved' and resolved_at < $1", [
    new Date(now - SHOWN_DAYS * DAY_MS),
  ]);
}

function dateOf(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}

function alertOf(row: AlertRecord): FoundAlert {
  return {
    ruleId: row.rule_id,
    series: row.series,
    phase: row.phase,
    labels: row.labels,
    scope: ScopeSchema.parse(row.scope),
    title: row.title,
    facts: row.facts,
    value: row.value,
    since: row.since.getTime(),
    firedAt: row.fired_at?.getTime() ?? null,
    resolvedAt: row.resolved_at?.getTime() ?? null,
    toldAt: row.told_at?.getTime() ?? null,
    isSilenced: row.is_silenced,
    times: row.times,
  };
}
