import { dismiss, restore } from "./dismiss-recommendations.ts";
import { get, list } from "./list-recommendations.ts";
import { patch } from "./patch-recommendations.ts";
import { savings, summary } from "./sum-recommendations.ts";

/** The procedures `recommendations.…`. */
export const recommendations = { list, summary, get, patch, savings, dismiss, restore };
