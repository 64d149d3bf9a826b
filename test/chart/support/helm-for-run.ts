import { helmTools } from "../../../scripts/chart/helm-tools.ts";

/** Fetches helm once, before the test files start beside each other. */
export default function setup(): void {
  helmTools();
}
