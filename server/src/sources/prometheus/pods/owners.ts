import { labelOf, type Series } from "../series/series.ts";

/** A controller; both are "" for a bare pod. */
export interface Controller {
  readonly kind: string;
  readonly name: string;
}

const BARE: Controller = { kind: "", name: "" };

/** Series that tell who owns ReplicaSets and Jobs. */
export interface OwnerSeries {
  readonly replicaSetOwner: readonly Series[];
  readonly jobOwner: readonly Series[];
}

/** Resolves the owners of pods to the top. */
export class Owners {
  readonly #replicaSets: ReadonlyMap<string, Controller>;
  readonly #jobs: ReadonlyMap<string, Controller>;

  constructor({ replicaSetOwner, jobOwner }: OwnerSeries) {
    this.#replicaSets = ownersByName(replicaSetOwner, "replicaset");
    this.#jobs = ownersByName(jobOwner, "job_name");
  }

  /** The topmost owner of a pod, from the series of its own owners and its labels. */
  topOf(namespace: string, owners: readonly Series[], labels: Readonly<Record<string, string>>): Controller {
    const owner = owners.map(ownerIn).find(({ kind }) => kind !== "") ?? BARE;
    const key = `${namespace}\n${owner.name}`;
    switch (owner.kind) {
      case "ReplicaSet":
        return orSelf(this.#replicaSets.get(key) ?? rolloutOf(owner, labels), owner);
      case "Job":
        return orSelf(this.#jobs.get(key), owner);
      default:
        return owner;
    }
  }
}

/** An owner that is itself without owner is the top. */
function orSelf(parent: Controller | undefined, self: Controller): Controller {
  return parent === undefined || parent.kind === "" ? self : parent;
}

/** The series' owner; one that does not control its pod, or is no owner at all, is none. */
function ownerIn(series: Series): Controller {
  const kind = labelOf(series, "owner_kind", "created_by_kind");
  const name = labelOf(series, "owner_name", "created_by_name");
  const isController = series.labels["owner_is_controller"] !== "false";
  return isController && kind !== "<none>" && name !== "<none>" ? { kind, name } : BARE;
}

function ownersByName(series: readonly Series[], nameLabel: string): Map<string, Controller> {
  const owners = new Map<string, Controller>();
  for (const each of series) {
    const key = `${labelOf(each, "namespace")}\n${labelOf(each, nameLabel)}`;
    const owner = ownerIn(each);
    if (owner.kind !== "" || !owners.has(key)) owners.set(key, owner);
  }
  return owners;
}

/** A ReplicaSet is named after its Deployment and the template's hash; only the pod's label proves the hash. */
function rolloutOf({ name }: Controller, labels: Readonly<Record<string, string>>): Controller | undefined {
  const argoHash = labels["rollouts_pod_template_hash"];
  const hash = argoHash ?? labels["pod_template_hash"];
  if (hash === undefined || hash === "" || !name.endsWith(`-${hash}`)) return undefined;

  const kind = argoHash === undefined ? "Deployment" : "Rollout";
  return { kind, name: name.slice(0, -hash.length - 1) };
}
