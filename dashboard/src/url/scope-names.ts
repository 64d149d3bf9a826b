import type { ViewScope } from "./view.ts";

/** One step of the way down to a scope: what it is called, and the scope that it stands for. */
export interface ScopeStep {
  level: "cluster" | "node" | "namespace" | "workload" | "pod" | "container";
  name: string;
  scope: ViewScope;
}

/** The way down to a scope, step by step. */
export function scopeSteps(scope: ViewScope): ScopeStep[] {
  const { cluster, node, namespace, controllerKind, controller, pod, container } = scope;
  const steps: ScopeStep[] = [];
  let so: ViewScope = {};
  const step = (level: ScopeStep["level"], name: string | undefined, more: ViewScope): void => {
    if (name === undefined) return;
    so = { ...so, ...more };
    steps.push({ level, name, scope: so });
  };
  step("cluster", cluster, { cluster });
  step("node", node, { node });
  step("namespace", namespace, { namespace });
  step("workload", controller, { controllerKind, controller });
  step("pod", pod, { pod });
  step("container", container, { container });
  return steps;
}

/** The names on the way down. */
export function scopeNames(scope: ViewScope): string[] {
  return scopeSteps(scope).map(({ name }) => name);
}
