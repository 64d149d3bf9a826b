import { cloudOf, isFargate, type PlacedNode } from "./list/node-place.ts";

const AUTOPILOT_NAME = /^gk3-/;
const AUTOPILOT_TYPE = /^ek-/;
const AUTOPILOT_LABEL = "cloud_google_com_compute_class";

/**
 * The cloud's product that runs the pods of a node that is no machine, as people call it; null where nothing says which. Without a
 * price for its pods such a node has none: what a machine costs says nothing of them.
 */
export function podProduct(node: PlacedNode): string | null {
  const { name = "", instanceType, labels } = node;
  if (isFargate(node)) return "Fargate";
  const isAutopilot = AUTOPILOT_NAME.test(name) || AUTOPILOT_TYPE.test(instanceType);
  if (isAutopilot || labels[AUTOPILOT_LABEL] !== undefined) return "GKE Autopilot";
  return cloudOf(node) === "azure" ? "Azure Container Instances" : null;
}
