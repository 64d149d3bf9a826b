/** A namespace, the team that owns it, and the cluster's environment that it belongs to. */
interface Namespace {
  readonly team: string;
  readonly env: "production" | "staging";
  /** Where it has a load balancer: the service that asked for it. */
  readonly loadBalancer?: string;
}

/** Teams own several namespaces; data-platform is shared by data and platform (see its workloads). */
const NAMESPACES: Readonly<Record<string, Namespace>> = {
  storefront: { team: "shop", env: "production", loadBalancer: "web-frontend" },
  checkout: { team: "shop", env: "production" },
  payments: { team: "payments", env: "production", loadBalancer: "payment-webhooks" },
  search: { team: "discovery", env: "production" },
  recommendations: { team: "discovery", env: "production" },
  "data-platform": { team: "data", env: "production" },
  batch: { team: "data", env: "production" },
  monitoring: { team: "platform", env: "production" },
  ingress: { team: "platform", env: "production", loadBalancer: "ingress-nginx-controller" },
  "kube-system": { team: "platform", env: "production" },
  staging: { team: "shop", env: "staging" },
};

/** Every load balancer of the company, by namespace and service. */
export const LOAD_BALANCERS: readonly { readonly namespace: string; readonly service: string }[] =
  Object.entries(NAMESPACES).flatMap(([namespace, { loadBalancer }]) =>
    loadBalancer === undefined ? [] : [{ namespace, service: loadBalancer }],
  );

/** What the company's namespaces are labelled with: who owns them, and in which environment. */
export const NAMESPACE_LABELS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  Object.entries(NAMESPACES).map(([name, { team, env }]) => [name, { team, env }]),
);

/** A namespace of the company. Throws on one that the table lacks, which is a slip in the tables. */
export function namespaceOf(name: string): Namespace {
  const namespace = NAMESPACES[name];
  if (namespace === undefined)
    throw new Error(`The demo company has no namespace ${name}; add it to the table`);

  return namespace;
}
