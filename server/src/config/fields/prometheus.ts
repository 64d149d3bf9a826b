import * as z from "zod";
import { json } from "./json.ts";

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Headers by name, as HTTP allows them. */
export const HeadersSchema = z.record(z.string().regex(HEADER_NAME), z.string().regex(/^[\t\x20-\x7e]*$/));

/** Values of labels by the labels' names, as Prometheus allows them. */
export const LabelMatchersSchema = z.record(z.string().regex(LABEL_NAME), z.string());

/** Headers that every question to Prometheus carries. Secret, for one of them may be a key. */
export function headers() {
  return json(HeadersSchema, 'JSON such as {"X-Scope-OrgID":"tenant-1"}');
}

/** Labels that every series of the cluster has, for a Prometheus that holds several clusters. */
export function labelMatchers() {
  return json(LabelMatchersSchema, 'JSON from a label\'s name to its value, such as {"cluster":"eu-1"}');
}
