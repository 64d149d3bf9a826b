import type { Reading } from "../query/hour-reader.ts";
import { escapeRegex } from "../query/selector.ts";

/** More nodes than this are not named one by one in a query. */
const MOST_NAMED_NODES = 100;

/** A reading of what some nodes tell; where they are many, of all. */
export function onNodes(names: readonly string[]): Reading {
  if (names.length > MOST_NAMED_NODES) return {};
  return { matchers: [{ label: "node", operator: "=~", value: names.map(escapeRegex).join("|") }] };
}
