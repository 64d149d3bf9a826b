import * as z from "zod";
import { json } from "./json.ts";

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Headers that every question to Prometheus carries. Secret, for one of them may be a key. */
export function headers() {
  return json(
    z.record(z.string().regex(HEADER_NAME), z.string().regex(/^[\t\x20-\x7e]*$/)),
    'JSON such as {"X-Scope-OrgID":"tenant-1"}',
  );
}

/** Labels that every series of the cluster has, for a Prometheus that holds several clusters. */
export function labelMatchers() {
  return json(
    z.record(z.string().regex(LABEL_NAME), z.string()),
    'JSON from a label\'s name to its value, such as {"cluster":"eu-1"}',
  );
}
