import type { ContainerSpec, Workload } from "../workload.ts";

/** A service behind the mesh: its container, and the native sidecar that starts before it. */
function meshed(container: ContainerSpec): ContainerSpec[] {
  return [
    { name: "istio-proxy", cpu: 0.1, ramGib: 0.125, cpuUsed: 0.05, ramGibUsed: 0.07 },
    { ...container, startsAfter: 8 },
  ];
}

const STOREFRONT: readonly Workload[] = [
  {
    namespace: "storefront",
    name: "web-frontend",
    kind: "Deployment",
    tier: "frontend",
    pool: "general",
    replicas: { min: 3, max: 7 },
    rhythm: "shop",
    rolloutDays: 3,
    containers: [{ name: "web", cpu: 0.5, ramGib: 1.25, cpuUsed: 0.46, ramGibUsed: 1 }],
    traffic: { internet: 5, zone: 3 },
  },
  {
    namespace: "storefront",
    name: "product-api",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 5 },
    rhythm: "shop",
    rolloutDays: 4,
    containers: [{ name: "api", cpu: 0.5, ramGib: 1.75, cpuUsed: 0.38, ramGibUsed: 1.4 }],
    traffic: { zone: 4 },
  },
  {
    namespace: "storefront",
    name: "image-resizer",
    kind: "Deployment",
    tier: "backend",
    pool: "spot",
    replicas: { min: 2, max: 4 },
    rhythm: "shop",
    rolloutDays: 9,
    containers: [{ name: "resizer", cpu: 1, ramGib: 1, cpuUsed: 0.8, ramGibUsed: 0.7 }],
    traffic: { zone: 2 },
  },
  // Replaced a year ago and forgotten: it asks for much and does nothing.
  {
    namespace: "storefront",
    name: "loyalty-v1",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 2 },
    rhythm: "steady",
    rolloutDays: 60,
    containers: [{ name: "loyalty", cpu: 0.75, ramGib: 3, cpuUsed: 0.003, ramGibUsed: 0.14 }],
  },
  {
    namespace: "storefront",
    name: "session-redis",
    kind: "StatefulSet",
    tier: "data",
    pool: "memory",
    replicas: { min: 2, max: 2 },
    rhythm: "tide",
    rolloutDays: 30,
    containers: [
      { name: "redis", cpu: 0.25, ramGib: 4, cpuUsed: 0.12, ramGibUsed: 3.1 },
      { name: "redis-exporter", cpu: 0, ramGib: 0, cpuUsed: 0.01, ramGibUsed: 0.03 },
    ],
  },
];

const CHECKOUT: readonly Workload[] = [
  {
    namespace: "checkout",
    name: "cart-api",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 4 },
    rhythm: "shop",
    rolloutDays: 7,
    containers: [{ name: "cart", cpu: 0.5, ramGib: 1.5, cpuUsed: 0.42, ramGibUsed: 1.2 }],
    traffic: { zone: 1.5 },
    badReleases: true,
  },
  {
    namespace: "checkout",
    name: "checkout-api",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 4 },
    rhythm: "shop",
    rolloutDays: 4,
    containers: [{ name: "checkout", cpu: 0.5, ramGib: 1.75, cpuUsed: 0.34, ramGibUsed: 1.3 }],
    traffic: { zone: 1, internet: 0.2 },
  },
  {
    namespace: "checkout",
    name: "order-worker",
    kind: "Deployment",
    tier: "backend",
    pool: "spot",
    replicas: { min: 3, max: 4 },
    rhythm: "shop",
    rolloutDays: 6,
    containers: [{ name: "worker", cpu: 0.5, ramGib: 0.75, cpuUsed: 0.45, ramGibUsed: 0.6 }],
    traffic: { zone: 0.5 },
  },
  {
    namespace: "checkout",
    name: "checkout-postgres",
    kind: "StatefulSet",
    tier: "data",
    pool: "memory",
    replicas: { min: 1, max: 1 },
    rhythm: "tide",
    rolloutDays: 30,
    containers: [{ name: "postgres", cpu: 1, ramGib: 8, cpuUsed: 0.75, ramGibUsed: 7.2 }],
    volumeGib: 200,
    traffic: { zone: 2 },
  },
];

const PAYMENTS: readonly Workload[] = [
  {
    namespace: "payments",
    name: "payment-gateway",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 4 },
    rhythm: "shop",
    rolloutDays: 5,
    containers: meshed({ name: "gateway", cpu: 0.5, ramGib: 1.75, cpuUsed: 0.36, ramGibUsed: 1.4 }),
    traffic: { internet: 0.6, zone: 1 },
  },
  // Sized for a model that was never shipped: rightsizing finds it.
  {
    namespace: "payments",
    name: "fraud-scorer",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 3 },
    rhythm: "shop",
    rolloutDays: 10,
    containers: meshed({ name: "scorer", cpu: 1, ramGib: 4, cpuUsed: 0.2, ramGibUsed: 0.9 }),
    traffic: { zone: 0.4 },
  },
  {
    namespace: "payments",
    name: "ledger",
    kind: "Deployment",
    tier: "backend",
    pool: "general",
    replicas: { min: 2, max: 2 },
    rhythm: "tide",
    rolloutDays: 14,
    containers: meshed({ name: "ledger", cpu: 0.25, ramGib: 1, cpuUsed: 0.2, ramGibUsed: 0.8 }),
    traffic: { zone: 0.5 },
  },
  {
    namespace: "payments",
    name: "payments-postgres",
    kind: "StatefulSet",
    tier: "data",
    pool: "memory",
    replicas: { min: 2, max: 2 },
    rhythm: "tide",
    rolloutDays: 30,
    containers: [{ name: "postgres", cpu: 1, ramGib: 7, cpuUsed: 0.5, ramGibUsed: 5.8 }],
    volumeGib: 100,
    traffic: { zone: 1.5, region: 0.6 },
  },
];

/** A copy of a production service to try changes on, at work only while people are. */
function staged(name: string, container: string, tier: Workload["tier"]): Workload {
  return {
    namespace: "staging",
    name,
    kind: "Deployment",
    tier,
    pool: "spot",
    replicas: { min: 0, max: 1 },
    rhythm: "office",
    rolloutDays: 3,
    containers: [{ name: container, cpu: 0.25, ramGib: 0.5, cpuUsed: 0.04, ramGibUsed: 0.35 }],
  };
}

const STAGING: readonly Workload[] = [
  staged("web-frontend", "web", "frontend"),
  staged("product-api", "api", "backend"),
  staged("cart-api", "cart", "backend"),
  staged("checkout-api", "checkout", "backend"),
  staged("payment-gateway", "gateway", "backend"),
  {
    ...staged("staging-postgres", "postgres", "data"),
    kind: "StatefulSet",
    rolloutDays: 30,
    containers: [{ name: "postgres", cpu: 0.5, ramGib: 2, cpuUsed: 0.08, ramGibUsed: 0.9 }],
    volumeGib: 50,
  },
];

/** What customers see, pay at and wait for, and where its next version is tried. */
export const SHOP_WORKLOADS: readonly Workload[] = [...STOREFRONT, ...CHECKOUT, ...PAYMENTS, ...STAGING];
