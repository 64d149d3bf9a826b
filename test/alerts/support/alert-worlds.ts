/** Series of two KubeCent processes over some hours, in promtool's notation: value+step x count. */
export type World = Readonly<Record<string, string>>;

const PROCESS = 'namespace="kubecent", job="kubecent", instance="a"';
const OTHER = 'namespace="kubecent", job="kubecent", instance="b"';

/** A series of the first process. */
export function own(name: string, labels = ""): string {
  return `${name}{${PROCESS}${labels === "" ? "" : `, ${labels}`}}`;
}

function other(name: string): string {
  return `${name}{${OTHER}}`;
}

const ROUTE = 'route="/api/v1/cost/namespaces"';
const OK = own("http_requests_total", `${ROUTE}, status="200"`);
const FAILED = own("http_requests_total", `${ROUTE}, status="500"`);
const within = (le: string): string => own("http_request_duration_seconds_bucket", `${ROUTE}, le="${le}"`);
const fault = (kind: string): string => own("kubecent_db_faults_total", `kind="${kind}"`);
const finding = (code: string): string => own("kubecent_hour_findings", `code="${code}"`);

const ALWAYS = "x300";
const MANY = "0+60x300";
const NONE = "0x300";

/** Everything is well: two processes, one of which collects, and a service of somebody else that is not. */
export const WELL: World = {
  [own("up")]: `1${ALWAYS}`,
  [other("up")]: `1${ALWAYS}`,
  [own("kubecent_database_up")]: `1${ALWAYS}`,
  [other("kubecent_database_up")]: `1${ALWAYS}`,
  [own("process_start_time_seconds")]: `1000${ALWAYS}`,
  [OK]: MANY,
  [FAILED]: NONE,
  [within("0.5")]: MANY,
  [within("2.5")]: MANY,
  [within("5")]: MANY,
  [within("+Inf")]: MANY,
  [fault("storage_full")]: NONE,
  [fault("pool_exhausted")]: NONE,
  [own("kubecent_read_replica_in_use")]: `1${ALWAYS}`,
  [own("kubecent_collecting_leader")]: `1${ALWAYS}`,
  [other("kubecent_collecting_leader")]: NONE,
  [own("kubecent_collecting_late_seconds")]: "0 3600 0 3600 0x296",
  [own("kubecent_collecting_failures_in_a_row")]: "0 1 2 0x297",
  [own("kubecent_collecting_least_coverage_ratio")]: `0.98${ALWAYS}`,
  [finding("usage_impossible")]: NONE,
  [finding("pod_on_gone_node")]: `4${ALWAYS}`,
  [own("kubecent_maintenance_age_seconds")]: `3700${ALWAYS}`,
  [own("kubecent_audit_unsealed_seconds")]: `1${ALWAYS}`,
  [own("kubecent_audit_chain_refused")]: NONE,
  [own("kubecent_limit_store_up")]: `1${ALWAYS}`,
  [own("kubecent_auth_keys_age_seconds")]: `300${ALWAYS}`,
  [own("kubecent_access_lists_age_seconds")]: `5${ALWAYS}`,
  [own("kubecent_notification_oldest_unsent_seconds")]: "0 900 1800 0x297",
  [own("kubecent_notifications_dead")]: `3${ALWAYS}`,
  // What is not ours may fail, be slow and start anew as often as it likes.
  'up{namespace="shop", job="shop", instance="c"}': NONE,
  'http_requests_total{namespace="shop", job="shop", instance="c", route="/", status="500"}': MANY,
  'http_request_duration_seconds_bucket{namespace="shop", job="shop", instance="c", route="/", le="+Inf"}':
    MANY,
  'process_start_time_seconds{namespace="shop", job="shop", instance="c"}': "0+100x300",
};

/** What differs from that in the state of each alert. */
export const SICK: Readonly<Record<string, World>> = {
  KubeCentTargetDown: { [other("up")]: "1x30 0x270", [other("kubecent_database_up")]: "1x30 stale" },
  KubeCentRestarting: { [own("process_start_time_seconds")]: "1000x230 2000x3 3000x3 4000x3 5000x60" },
  KubeCentErrors: { [FAILED]: "0+6x300" },
  KubeCentSlow: { [within("0.5")]: "0+40x300", [within("2.5")]: "0+50x300" },
  KubeCentDatabaseAway: { [own("kubecent_database_up")]: "1x200 0x100" },
  KubeCentStorageFull: { [fault("storage_full")]: "0x235 1x60" },
  KubeCentPoolExhausted: { [fault("pool_exhausted")]: "0x200 0+1x100" },
  KubeCentReadReplicaAway: { [own("kubecent_read_replica_in_use")]: "1x200 0x100" },
  KubeCentNoCollector: { [own("kubecent_collecting_leader")]: "1x200 0x100" },
  KubeCentCollectorLate: { [own("kubecent_collecting_late_seconds")]: "0x100 10800x200" },
  KubeCentHoursFailing: { [own("kubecent_collecting_failures_in_a_row")]: "0x200 1+1x100" },
  KubeCentCoverageLow: { [own("kubecent_collecting_least_coverage_ratio")]: "0.5x300" },
  KubeCentNumbersLack: { [finding("usage_impossible")]: "2x300" },
  KubeCentMaintenanceLate: { [own("kubecent_maintenance_age_seconds")]: "0+60x300" },
  KubeCentAuditUnsealed: { [own("kubecent_audit_unsealed_seconds")]: "1x230 0+60x70" },
  KubeCentAuditChainRefused: { [own("kubecent_audit_chain_refused")]: "0x230 1x70" },
  KubeCentLimitStoreDown: { [own("kubecent_limit_store_up")]: "1x200 0x100" },
  KubeCentKeysOld: { [own("kubecent_auth_keys_age_seconds")]: "0+60x300" },
  KubeCentNotificationsStuck: { [own("kubecent_notification_oldest_unsent_seconds")]: "0+60x300" },
  KubeCentNotificationsDead: { [own("kubecent_notifications_dead")]: "3x200 4x100" },
  KubeCentAccessListsOld: { [own("kubecent_access_lists_age_seconds")]: "5x200 0+60x100" },
};

/** Nothing of KubeCent is there. */
export const NOBODY: World = Object.fromEntries(
  Object.entries(WELL).filter(([series]) => !series.includes('job="kubecent"')),
);
