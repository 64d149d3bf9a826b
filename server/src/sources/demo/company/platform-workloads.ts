import type { ContainerSpec, Workload } from "../workload.ts";

/** Runs on each node of the cluster. */
function daemon(namespace: string, name: string, container: ContainerSpec): Workload {
  return {
    namespace,
    name,
    kind: "DaemonSet",
    tier: "infra",
    pool: "",
    replicas: { min: 1, max: 1 },
    rhythm: "tide",
    rolloutDays: 30,
    containers: [container],
  };
}

/** A single small pod that keeps the cluster going. */
function caretaker(namespace: string, name: string, container: ContainerSpec): Workload {
  return {
    namespace,
    name,
    kind: "Deployment",
    tier: "infra",
    pool: "tools",
    replicas: { min: 1, max: 1 },
    rhythm: "tide",
    rolloutDays: 26,
    containers: [container],
  };
}

export const DAEMONS: readonly Workload[] = [
  daemon("kube-system", "aws-node", {
    name: "aws-node",
    cpu: 0.05,
    ramGib: 0.0625,
    cpuUsed: 0.02,
    ramGibUsed: 0.06,
  }),
  daemon("monitoring", "node-exporter", {
    name: "node-exporter",
    cpu: 0.05,
    ramGib: 0.0625,
    cpuUsed: 0.015,
    ramGibUsed: 0.03,
  }),
  daemon("monitoring", "fluent-bit", {
    name: "fluent-bit",
    cpu: 0.05,
    ramGib: 0.125,
    cpuUsed: 0.09,
    ramGibUsed: 0.16,
  }),
];

/** What carries all the others: monitoring, ingress and the cluster's own parts. */
export const PLATFORM_WORKLOADS: readonly Workload[] = [
  {
    namespace: "monitoring",
    name: "prometheus",
    kind: "StatefulSet",
    tier: "infra",
    pool: "memory",
    replicas: { min: 1, max: 1 },
    rhythm: "tide",
    rolloutDays: 35,
    containers: [
      { name: "prometheus", cpu: 0.75, ramGib: 6, cpuUsed: 0.6, ramGibUsed: 7.6 },
      { name: "config-reloader", cpu: 0, ramGib: 0, cpuUsed: 0.002, ramGibUsed: 0.02 },
    ],
    volumeGib: 150,
    traffic: { zone: 0.8 },
  },
  {
    namespace: "ingress",
    name: "ingress-nginx-controller",
    kind: "Deployment",
    tier: "infra",
    pool: "general",
    replicas: { min: 2, max: 4 },
    rhythm: "shop",
    rolloutDays: 18,
    containers: [{ name: "controller", cpu: 0.5, ramGib: 1, cpuUsed: 0.3, ramGibUsed: 0.8 }],
    traffic: { internet: 2.5, zone: 4 },
  },
  {
    namespace: "kube-system",
    name: "coredns",
    kind: "Deployment",
    tier: "infra",
    pool: "general",
    replicas: { min: 2, max: 2 },
    rhythm: "tide",
    rolloutDays: 40,
    containers: [{ name: "coredns", cpu: 0.1, ramGib: 0.07, cpuUsed: 0.06, ramGibUsed: 0.05 }],
  },
  caretaker("kube-system", "cluster-autoscaler", {
    name: "autoscaler",
    cpu: 0.2,
    ramGib: 1,
    cpuUsed: 0.08,
    ramGibUsed: 0.7,
  }),
  caretaker("kube-system", "metrics-server", {
    name: "metrics-server",
    cpu: 0.1,
    ramGib: 0.2,
    cpuUsed: 0.06,
    ramGibUsed: 0.15,
  }),
  caretaker("monitoring", "kube-state-metrics", {
    name: "kube-state-metrics",
    cpu: 0.25,
    ramGib: 0.75,
    cpuUsed: 0.15,
    ramGibUsed: 0.6,
  }),
  caretaker("monitoring", "grafana", {
    name: "grafana",
    cpu: 0.5,
    ramGib: 1.5,
    cpuUsed: 0.3,
    ramGibUsed: 1,
  }),
  {
    ...caretaker("monitoring", "alertmanager", {
      name: "alertmanager",
      cpu: 0.2,
      ramGib: 0.5,
      cpuUsed: 0.03,
      ramGibUsed: 0.1,
    }),
    kind: "StatefulSet",
    volumeGib: 50,
  },
  caretaker("ingress", "cert-manager", {
    name: "cert-manager",
    cpu: 0,
    ramGib: 0,
    cpuUsed: 0.01,
    ramGibUsed: 0.12,
  }),
  caretaker("data-platform", "airflow-web", {
    name: "web",
    cpu: 0.75,
    ramGib: 2.5,
    cpuUsed: 0.4,
    ramGibUsed: 2,
  }),
];
