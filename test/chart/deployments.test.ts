import { describe, expect, it } from "vitest";
import { VERSION } from "../../server/src/run/start/version.ts";
import { render, renderText, tools } from "./support/chart.ts";
import { podsOf } from "./support/objects.ts";

/** The first object of a kind, by the end of its name. */
function found(objects: ReturnType<typeof render>, kind: string, end = ""): unknown {
  return objects.find((object) => object.kind === kind && object.metadata.name.endsWith(end));
}

function podOf(name: string, component: string, ...values: readonly string[]) {
  return podsOf(render(name, ...values)).find((pod) => pod.name === `kc-kubecent-${component}`);
}

function checksOf(...values: readonly string[]) {
  return podOf("production", "collector", ...values)?.annotations;
}

function imageOf(...values: readonly string[]): string | undefined {
  return podOf("minimal", "api", ...values)?.spec.containers[0]?.image;
}

function rightsOf(name: string): ReturnType<typeof render> {
  return render(name).filter(({ apiVersion }) => apiVersion.startsWith("rbac"));
}

describe.skipIf(tools === null)("replicas", () => {
  it("stay 0 where 0 is said, and then no budget blocks a drain", () => {
    const objects = render("own-database");
    expect(found(objects, "Deployment", "-api")).toMatchObject({ spec: { replicas: 0 } });
    expect(found(objects, "PodDisruptionBudget")).toBeUndefined();
  });

  it("are two, of which a drain takes one at a time", () => {
    const objects = render("minimal");
    expect(found(objects, "Deployment", "-api")).toMatchObject({ spec: { replicas: 2 } });
    expect(found(objects, "PodDisruptionBudget")).toMatchObject({ spec: { maxUnavailable: 1 } });
    expect(found(render("minimal", "api.replicas=1"), "PodDisruptionBudget")).toBeUndefined();
  });

  it("carry annotations of their Deployment, for programs that restart it", () => {
    const value = '{"reloader.stakater.com/auto":"true"}';
    const objects = render("minimal", `api.annotations=${value}`, `collector.annotations=${value}`);
    for (const end of ["-api", "-collector"]) {
      const annotations = { "reloader.stakater.com/auto": "true" };
      expect(found(objects, "Deployment", end)).toMatchObject({ metadata: { annotations } });
    }
  });

  it("are left to the autoscaler where there is one", () => {
    const objects = render("production");
    expect(found(objects, "Deployment", "-api")).not.toHaveProperty("spec.replicas");
    expect(found(objects, "HorizontalPodAutoscaler")).toMatchObject({
      spec: { minReplicas: 3, maxReplicas: 8 },
    });
  });

  it("are one with mode all, which ends before the next one begins", () => {
    const deployment = found(render("embedded"), "Deployment");
    expect(deployment).toMatchObject({ spec: { replicas: 1, strategy: { type: "Recreate" } } });
    expect(found(render("embedded", "api.replicas=0"), "Deployment")).toMatchObject({
      spec: { replicas: 0 },
    });
  });
});

describe.skipIf(tools === null)("pods of the service", () => {
  it("are asked by the kubelet as often as the guide says", () => {
    expect(podOf("minimal", "api")?.spec.containers[0]).toMatchObject({
      startupProbe: { httpGet: { path: "/startupz", port: "http" } },
      livenessProbe: {
        httpGet: { path: "/livez", port: "http" },
        initialDelaySeconds: 30,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
      },
      readinessProbe: {
        httpGet: { path: "/readyz", port: "http" },
        initialDelaySeconds: 10,
        periodSeconds: 5,
        timeoutSeconds: 3,
        failureThreshold: 2,
      },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "1000m", memory: "1Gi" } },
    });
  });

  it("migrate first, except where the database is their own", () => {
    expect(podOf("minimal", "api")?.spec.initContainers).toMatchObject([
      { name: "migrate", command: ["node"], args: ["server/src/admin.ts", "migrate"] },
    ]);
    expect(podOf("embedded", "api")?.spec.initContainers).toEqual([]);
  });

  it("run as 1000, or as whom the platform says", () => {
    expect(podOf("minimal", "api")?.spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000 });
    const assigned = podOf("replica-and-pgbouncer", "api")?.spec.securityContext;
    expect(assigned).not.toHaveProperty("runAsUser");
    expect(assigned).not.toHaveProperty("fsGroup");
  });

  it("are replaced when a setting, a file or nothing else changes", () => {
    expect(checksOf("settings.DB_POOL_MAX=21")?.["checksum/config"]).not.toBe(
      checksOf()?.["checksum/config"],
    );
    const book = 'priceBooks={"prices.json":"{}"}';
    expect(checksOf(book)?.["checksum/files"]).not.toBe(checksOf()?.["checksum/files"]);
    expect(checksOf("service.annotations={}")).toEqual(checksOf());
  });

  it("have the image of the chart's version, of a tag, or of a digest", () => {
    expect(imageOf()).toBe(`ghcr.io/kubecent/kubecent:${VERSION}`);
    expect(imageOf('image.tag="1.2.3"')).toBe("ghcr.io/kubecent/kubecent:1.2.3");
    const digest = `sha256:${"0".repeat(64)}`;
    expect(imageOf('image.tag="1.2.3"', `image.digest="${digest}"`)).toBe(
      `ghcr.io/kubecent/kubecent@${digest}`,
    );
  });
});

describe.skipIf(tools === null)("pods of a platform with its own ways", () => {
  it("get further volumes, beside the chart's own", () => {
    const volume = 'extraVolumes=[{"name":"ca","configMap":{"name":"company-ca"}}]';
    const mount = 'extraVolumeMounts=[{"name":"ca","mountPath":"/etc/company-ca","readOnly":true}]';
    for (const component of ["api", "collector"]) {
      const pod = podOf("minimal", component, volume, mount);
      expect(pod?.spec.volumes.map(({ name }) => name)).toEqual(["tmp", "cache", "data", "files", "ca"]);
      const mounts = [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].map(
        ({ volumeMounts }) => volumeMounts.at(-1),
      );
      const wanted = { name: "ca", mountPath: "/etc/company-ca", readOnly: true };
      expect(mounts).toEqual([wanted, wanted]);
    }
  });

  it("of helm test go to the nodes of the api", () => {
    const place = ['api.nodeSelector={"a":"b"}', 'api.tolerations=[{"operator":"Exists"}]'];
    expect(podOf("minimal", "test-health", ...place)?.spec).toMatchObject({
      nodeSelector: { a: "b" },
      tolerations: [{ operator: "Exists" }],
    });
  });

  it("may end as soon as what is under way may: 0 seconds stay 0", () => {
    const values = ["settings.SHUTDOWN_DELAY_SECONDS=0", "terminationGracePeriodSeconds=30"];
    expect(podOf("minimal", "api", ...values)?.spec).toMatchObject({ terminationGracePeriodSeconds: 30 });
  });
});

describe.skipIf(tools === null)("rights", () => {
  it("are none, but where tokens are reviewed: then that one", () => {
    expect(rightsOf("production")).toEqual([]);
    expect(rightsOf("kube-prometheus-stack")).toMatchObject([
      { kind: "ClusterRoleBinding", roleRef: { kind: "ClusterRole", name: "system:auth-delegator" } },
    ]);
  });
});

describe.skipIf(tools === null)("words that YAML would read as something else", () => {
  it("stay words", () => {
    const text = renderText(
      "minimal",
      'clusterName="true"',
      'api.podLabels={"a":"1"}',
      'database.user="123"',
    );
    expect(text).toContain('CLUSTER_NAME: "true"');
    expect(text).toContain('value: "123"');
    expect(text).toContain('LOG_LEVEL: "info"');
  });
});
