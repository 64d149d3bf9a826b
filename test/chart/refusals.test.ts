import { beforeAll, describe, expect, it } from "vitest";
import { caseFile, CHART, helm, tools } from "./support/chart.ts";
import { groupsOf, names, type Refusal } from "./support/refused-together.ts";

const BY_SCHEMA: readonly Refusal[] = [
  [["replicas=2"], "replicas"],
  [["api.replica=2"], "replica"],
  [['api.replicas="2"'], "/api/replicas"],
  [["api.replicas=-1"], "/api/replicas"],
  [["collector.replicas=1.5"], "/collector/replicas"],
  [['environment="prod"'], "/environment"],
  [['mode="both"'], "/mode"],
  [['image.digest="sha256:short"'], "/image/digest"],
  [['image.tag="a b"'], "/image/tag"],
  [['image.pullPolicy="always"'], "/image/pullPolicy"],
  [['settings.LOG_LEVEL="loud"'], "/settings/LOG_LEVEL"],
  [["settings.LOGLEVEL=1"], "LOGLEVEL"],
  [["settings.DB_POOL_MAX=0"], "/settings/DB_POOL_MAX"],
  [["settings.DB_POOL_MAX=201"], "/settings/DB_POOL_MAX"],
  [['settings.DB_POOL_MAX="20"'], "/settings/DB_POOL_MAX"],
  [["settings.AUDIT_RETENTION_DAYS=7"], "/settings/AUDIT_RETENTION_DAYS"],
  [['settings.CORS_ORIGINS=["*"]'], "/settings/CORS_ORIGINS/0"],
  [['settings.CORS_ORIGINS=["http://app.example.com"]'], "/settings/CORS_ORIGINS/0"],
  [['settings.CORS_ORIGINS="https://app.example.com"'], "/settings/CORS_ORIGINS"],
  [["settings.DEBUG=true"], "/settings/DEBUG"],
  [["settings.ENABLE_SIGNATURE_VERIFICATION=false"], "/settings/ENABLE_SIGNATURE_VERIFICATION"],
  [['settings.JWT_ALGORITHM="HS256"'], "/settings/JWT_ALGORITHM"],
  [['settings.JWT_SECRET="0123456789"'], "JWT_SECRET"],
  [['settings.DATABASE_URL="postgresql://a:b@c/d"'], "DATABASE_URL"],
  [['settings.KUBECENT_ROLE="all"'], "KUBECENT_ROLE"],
  [['settings.TRUSTED_PROXIES="everybody"'], "/settings/TRUSTED_PROXIES"],
  [['settings.CACHE_ENDPOINTS={"/api/v1/cost/cluster":-5}'], "/settings/CACHE_ENDPOINTS"],
  [['settings.CACHE_ENDPOINTS={"/api/v1/cost/cluster":86401}'], "/settings/CACHE_ENDPOINTS"],
  [['settings.CACHE_ENDPOINTS={"cost":60}'], "/settings/CACHE_ENDPOINTS"],
  [['settings.PROMETHEUS_MATCHERS={"cluster":1}'], "/settings/PROMETHEUS_MATCHERS/cluster"],
  [['settings.PROMETHEUS_SIGV4={"zone":"eu-central-1"}'], "/settings/PROMETHEUS_SIGV4"],
  [
    ['settings.PROMETHEUS_OAUTH2={"tokenUrl":"https://login.example.com/token"}'],
    "/settings/PROMETHEUS_OAUTH2",
  ],
  [['prometheus.url="prometheus:9090"'], "/prometheus/url"],
  [['prometheus.url="http://me:secret@prometheus"'], "/prometheus/url"],
  [["service.port=80"], "port"],
  [['service.type="External"'], "/service/type"],
  [["ingress.enabled=true"], "/ingress/host"],
  [["httpRoute.enabled=true"], "/httpRoute/parentRefs"],
  [["terminationGracePeriodSeconds=5"], "/terminationGracePeriodSeconds"],
  [["podSecurity.runAsUser=0"], "/podSecurity/runAsUser"],
  [['tmp.sizeLimit="much"'], "/tmp/sizeLimit"],
  [['existingSecret="No_Name"'], "/existingSecret"],
  [['existingSecret=""', 'secrets.auditKey="short"'], "/secrets/auditKey"],
  [['priceBooks={"../prices.json":"{}"}'], "priceBooks"],
  [['access.issuers=[{"issuer":"https://login.example.com"}]'], "/access/issuers/0"],
  [["networkPolicy.egress.database.to=[{}]"], "/networkPolicy/egress/database/to/0"],
  [["networkPolicy.egress.prometheus.ports=[9090]"], "ports"],
  [["networkPolicy.egress.dns.to=[]"], "/networkPolicy/egress/dns/to"],
  [['extraEnv=[{"name":"NOT A NAME","value":"1"}]'], "/extraEnv/0/name"],
  [['database.sslMode="yes"'], "/database/sslMode"],
  [['api.resources.limits.cpu="1 core"'], "/api/resources/limits/cpu"],
  [['api.resources.limits.memory="1GiB"'], "/api/resources/limits/memory"],
  [['api.resources.limits.gpu="1"'], "gpu"],
  [["api.maxUnavailable=0"], "/api/maxUnavailable"],
  [["preStopSeconds=-1"], "/preStopSeconds"],
  [["settings.DB_QUERY_TIMEOUT_MS=-1"], "/settings/DB_QUERY_TIMEOUT_MS"],
  [['listenAddress="127.0.0.1"'], "/listenAddress"],
  [['fullnameOverride="KubeCent"'], "/fullnameOverride"],
  [['fullnameOverride="a.b"'], "/fullnameOverride"],
  [[`fullnameOverride="${"a".repeat(64)}"`], "/fullnameOverride"],
  [['nameOverride="1st"'], "/nameOverride"],
  [['commonLabels={"a b":"c"}'], "a b"],
  [['commonLabels={"a":"b c"}'], "/commonLabels/a"],
  [['commonLabels={"app.kubernetes.io/name":"other"}'], "app.kubernetes.io/name"],
  [['api.podLabels={"app.kubernetes.io/component":"x"}'], "app.kubernetes.io/component"],
  [['api.podAnnotations={"checksum/config":"x"}'], "checksum/config"],
  [['api.tolerations=[{"keyy":"a"}]'], "keyy"],
  [['collector.affinity={"nodeAfinity":{}}'], "nodeAfinity"],
  [['networkPolicy.ingress.nodeCidrs=["10.0.0.0"]'], "/networkPolicy/ingress/nodeCidrs/0"],
  [['networkPolicy.ingress.nodeCidrs=["10.0.0.0/33"]'], "/networkPolicy/ingress/nodeCidrs/0"],
  [[database('{"ipBlock":{"cidr":"300.0.0.1/32"}}')], "/networkPolicy/egress/database/to/0/ipBlock/cidr"],
  [[database('{"ipBlock":{"cidr":"10.0.0.0/8","except":["x"]}}')], "/ipBlock/except/0"],
  [[database('{"ipBlock":{"cidr":"10.0.0.0/8"},"podSelector":{}}')], "/networkPolicy/egress/database/to/0"],
  [[database('{"podSelector":{"matchLabel":{"a":"b"}}}')], "matchLabel"],
  [['networkPolicy.egress.dns.nodeLocal="dns.local"'], "/networkPolicy/egress/dns/nodeLocal"],
  [['networkPolicy.egress.extra=[{"too":[]}]'], "/networkPolicy/egress/extra/0"],
  [['extraEnv=[{"name":"DATABASE_URL","value":"x"}]'], "/extraEnv/0/name"],
  [['extraEnv=[{"name":"LOG_LEVEL","value":"debug"}]'], "/extraEnv/0/name"],
  [['extraEnv=[{"name":"PGPASSWORD","value":"x"}]'], "/extraEnv/0/name"],
  [['extraEnv=[{"name":"A","value":"1","valueFrom":{}}]'], "/extraEnv/0"],
  [['extraVolumes=[{"name":"a","hostPath":{"path":"/"}}]'], "hostPath"],
  [['extraVolumes=[{"name":"data","emptyDir":{}}]'], "/extraVolumes/0/name"],
  [['extraVolumeMounts=[{"name":"a","mountPath":"/app/server"}]'], "/extraVolumeMounts/0/mountPath"],
  [["httpRoute.enabled=true", 'httpRoute.parentRefs=[{"name":"a"}]'], "/httpRoute/hostnames"],
  [['httpRoute.hostnames=["https://x"]'], "/httpRoute/hostnames/0"],
  [['ingress.host="https://costs.example.com"'], "/ingress/host"],
  [['clusters.entries=[{"name":"a","promethius":{"url":"http://x"}}]'], "promethius"],
  [['access.bindings=[{"subjectKind":"group","subject":"a","role":"king"}]'], "/access/bindings/0/role"],
  [["api=null"], "api"],
  [["networkPolicy=null"], "networkPolicy"],
  [["networkPolicy.enabled=null"], "enabled"],
];

function database(peer: string): string {
  return `networkPolicy.egress.database.to=[${peer}]`;
}

const issuer = '{"issuer":"https://login.example.com","audience":"kubecent","discovery":true}';
const own = '{"issuer":"https://a","audience":"kubecent","tokenReview":"https://kubernetes.default.svc"}';

const BY_RULE: readonly Refusal[] = [
  [["postgresql.enabled=false"], "database.host: found no database"],
  [['database.host="db"'], "postgresql.enabled: found postgresql.enabled and database.host"],
  [["postgresql.enabled=false", 'database.host="db"'], "networkPolicy.egress.database.to: found nothing"],
  [["postgresql.enabled=false", 'secretKeys.databaseUrl="url"'], "networkPolicy.egress.database.to"],
  [['existingSecret=""'], "existingSecret (secretKeys.auditKey): found nothing"],
  [['secretKeys.cursorKey=""'], "existingSecret (secretKeys.cursorKey): found nothing"],
  [['secretKeys.databasePassword=""'], "existingSecret (secretKeys.databasePassword)"],
  [['secrets.databasePassword="x"'], "secrets: found existingSecret beside it"],
  [['secretKeys.redisUrl="redis-url"'], "networkPolicy.egress.redis.to: found nothing"],
  [['prometheus.url=""'], "prometheus.url: found no source of hours"],
  [["demo=true"], "prometheus.url: found prometheus.url and demo"],
  [['opencost.url="http://o:9003"'], "prometheus.url: found prometheus.url and opencost.url"],
  [['prometheus.tokenKey="token"'], "prometheus.existingSecret: found nothing"],
  [
    ['prometheus.existingSecret="a"', 'prometheus.certKey="tls.crt"'],
    "prometheus.certKey, prometheus.keyKey",
  ],
  [['clusters.secretFiles=["a"]'], "clusters.existingSecret: found nothing"],
  [[`access.issuers=[${issuer}]`], "networkPolicy.egress.https: found false, and access.issuers[0]"],
  [['settings.PROMETHEUS_SIGV4={"region":"eu-central-1"}'], "networkPolicy.egress.https: found false beside"],
  [[`access.issuers=[${own}]`], "access.tokenReview: found false, and access.issuers[0]"],
  [["access.tokenReview=true"], "networkPolicy.egress.apiServer.to: found nothing"],
  [["api.autoscaling.enabled=true", "api.autoscaling.minReplicas=9"], "api.autoscaling.minReplicas: found 9"],
  [['mode="all"', "api.autoscaling.enabled=true"], "api.autoscaling.enabled: found mode: all"],
  [["preStopSeconds=50"], "terminationGracePeriodSeconds: found 60, wanted 80 or more"],
  [['database.caSecret="ca"', 'database.sslMode="disable"'], "database.caSecret: found database.sslMode"],
  [['api.resources.limits.memory="64Mi"'], "api.resources.limits.memory: found 64Mi, wanted 256Mi or more"],
  [["api.resources.limits.memory=64"], "api.resources.limits.memory: found 64, wanted 256Mi or more"],
  [['collector.resources.requests.cpu="1.5"'], "collector.resources.requests.cpu: found 1.5, wanted no more"],
  [["collector.resources.requests.cpu=2"], "collector.resources.requests.cpu: found 2, wanted no more"],
  [['postgresql.resources.limits.memory="256Mi"'], "postgresql.resources.limits.memory: found 256Mi"],
  [["api.maxUnavailable=2"], "api.maxUnavailable: found 2, wanted fewer than the 2 replicas"],
  [['extraEnv=[{"name":"A","value":"1"},{"name":"A","value":"2"}]'], "extraEnv[1].name: found A"],
  [['extraVolumeMounts=[{"name":"a","mountPath":"/a"}]'], "extraVolumeMounts[0].name: found a"],
  [['postgresql.image.tag="14.1"'], "postgresql.image.tag: found 14.1, wanted 15 or later"],
  [['data.existingClaim="claim"'], "data.existingClaim: found mode: split"],
  [["serviceAccount.create=false"], "serviceAccount.name: found nothing"],
  [['secretKeys.cursorKey="audit-key"'], "secretKeys.cursorKey: found the key of secretKeys.auditKey"],
  [['priceBooks={"prices.json":"none"}'], "priceBooks[prices.json]: found text that is no JSON object"],
  [[entries('{"name":"a"}')], "clusters.entries[0]: found no source"],
  [[entries('{"name":"a","demo":{}},{"name":"a","demo":{}}')], "clusters.entries[1].name: found a"],
  [[entries('{"name":"a","prometheus":{"url":"ftp://x"}}')], "clusters.entries[0].prometheus.url: found no"],
  [
    [`access.issuers=[${issuer.replace("https:", "http:")}]`, "networkPolicy.egress.https=true"],
    "access.issuers[0]: found an address with http, wanted https",
  ],
];

function entries(list: string): string {
  return `clusters.entries=[${list}]`;
}

function refusalOf(values: readonly string[]): string {
  const sets = values.flatMap((value) => ["--set-json", value]);
  const { ok, output } = helm("template", "kc", CHART, "--values", caseFile("minimal"), ...sets);
  expect(ok, `${values.join(", ")} was accepted`).toBe(false);
  return output;
}

describe.skipIf(tools === null)("values that are refused", () => {
  const together = new Map<readonly string[], string>();
  beforeAll(() => {
    for (const group of groupsOf(BY_SCHEMA)) {
      const output = refusalOf(group.flatMap(([values]) => values));
      for (const [values, named] of group) if (names(output, named)) together.set(values, output);
    }
  });

  it.each(BY_SCHEMA)("%s, by the schema", (values, named) => {
    const output = together.get(values) ?? refusalOf(values);
    expect(output).toContain("schema");
    expect(output).toContain(named);
  });

  it.each(BY_RULE)("%s, by a rule", (values, named) => {
    expect(refusalOf(values)).toContain(named);
  });

  it("are named all at once", () => {
    const output = refusalOf(['existingSecret=""', "postgresql.enabled=false", 'prometheus.url=""']);
    for (const value of ["database.host", "secretKeys.auditKey", "prometheus.url"])
      expect(output).toContain(value);
  });

  it("are those of nobody who gives none: the fault says what is needed", () => {
    const { ok, output } = helm("template", "kc", CHART);
    expect(ok).toBe(false);
    expect(output).toContain("wanted database.host, secretKeys.databaseUrl, postgresql.enabled: true");
  });
});
