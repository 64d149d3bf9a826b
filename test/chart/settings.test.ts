// The service reads what the chart writes.
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { readSettings } from "../../server/src/config/read-settings.ts";
import { CASES, render, tools } from "./support/chart.ts";
import { podsOf } from "./support/objects.ts";

const DataSchema = z.record(z.string(), z.string());

/** The variables of a container of the service, as the kubelet would set them. */
function variablesOf(name: string, component: string, ...values: readonly string[]): Record<string, string> {
  const objects = render(name, ...values);
  const settings = objects.find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "kc-kubecent",
  );
  const pod = podsOf(objects).find(({ name: one }) => one === `kc-kubecent-${component}`);
  const env = (pod?.spec.containers[0]?.env ?? []).map(
    (one) => [one.name, one.value ?? secretOf(one.name)] as const,
  );
  return { ...DataSchema.parse(settings?.["data"]), ...Object.fromEntries(env) };
}

function secretOf(name: string): string {
  if (name.startsWith("DATABASE")) return "postgresql://me:pass@db:5432/kubecent";
  if (name === "REDIS_URL") return "redis://redis:6379";
  return "secret";
}

describe.skipIf(tools === null)("settings that the chart writes", () => {
  it.each(CASES)("are accepted by the service, with the values of %s", (name) => {
    for (const component of name === "embedded" ? ["api"] : ["api", "collector"]) {
      const settings = readSettings(variablesOf(name, component));
      expect(settings.KUBECENT_ROLE).toBe(name === "embedded" ? "all" : component);
      expect(settings.HOST).toBe("0.0.0.0");
      expect(settings.KUBECENT_DATA).toBe("/app/data");
    }
  });

  it("arrive as they were written: numbers whole, lists and objects, quoted words", () => {
    const settings = readSettings(variablesOf("production", "api"));
    expect(settings).toMatchObject({
      ENVIRONMENT: "production",
      MAX_REQUEST_BYTES: 10_485_760,
      DB_POOL_MAX: 20,
      CORS_ORIGINS: ["https://costs.example.com"],
      CACHE_ENDPOINTS: { "/api/v1/cost/cluster": 600 },
      JWT_ISSUERS: [{ issuer: "https://login.example.com", claims: { groups: "groups" } }],
      AUDIT_KEY_FILE: "/etc/kubecent/keys/audit-key",
      PROMETHEUS_TOKEN_FILE: "/etc/kubecent/prometheus/token",
    });
    const { DB_ECHO } = readSettings(variablesOf("minimal", "api", "settings.DB_ECHO=false"));
    expect(DB_ECHO).toBe(false);
  });

  it("name users and databases of any letters, and leave the password to PGPASSWORD", () => {
    const variables = variablesOf("minimal", "api", 'database.user="me@srv 1"', 'database.name="a/b"');
    const url = new URL(variables["DATABASE_URL"] ?? "");
    expect([decodeURIComponent(url.username), url.password]).toEqual(["me@srv 1", ""]);
    expect(decodeURIComponent(url.pathname)).toBe("/a/b");
    expect(variables["PGPASSWORD"]).toBe("secret");
  });

  it("listen on IPv6 where there is nothing else", () => {
    expect(readSettings(variablesOf("minimal", "api", 'listenAddress="::"')).HOST).toBe("::");
  });

  it("lead past the pooler for migrations, and to the standby for answers", () => {
    const variables = variablesOf("replica-and-pgbouncer", "api");
    expect(variables["DATABASE_URL"]).toContain("@pgbouncer.databases:6432/");
    expect(variables["DATABASE_DIRECT_URL"]).toContain("@primary.databases:5432/");
    expect(variables["DATABASE_READ_URL"]).toContain("@standby.databases:5432/");
  });
});
