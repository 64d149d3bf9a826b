import { KEY_HEADER } from "../../api/change.ts";
import { FORMAT_NAMES, FORMAT_PARAMETER } from "../exports/file-formats.ts";
import { isExported } from "../exports/file-columns.ts";
import type { Procedure } from "../../api/procedures.ts";
import { inputSchema, type JsonSchema } from "./json-schema.ts";

/** A parameter as OpenAPI describes it. */
export interface ParameterObject {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly style?: "form";
  readonly explode?: false;
}

/** What the parameters mean that many procedures share; one that says it of its own is believed. No examples: Swagger UI would send them all together. */
const TEXTS: Readonly<Record<string, string>> = {
  window: "A stretch of time by name; not together with `start` and `end`. Without either it is `24h`.",
  start: "First instant, RFC 3339 with a zone, such as `2026-11-01T00:00:00Z`.",
  end: "Instant after the last, RFC 3339 with a zone.",
  timeZone: "IANA time zone of days, weeks and months, such as `Europe/Berlin`; UTC by default.",
  cluster: "Only these clusters.",
  namespace: "Only these namespaces, such as `shop,payments`.",
  node: "Only these nodes.",
  controllerKind: "Only workloads of these kinds, such as `Deployment,Job`.",
  controller: "Only these workloads.",
  pod: "Only these pods.",
  label:
    "Only what carries the label NAME with one of these values, such as `label.team=payments`; once for each label.",
  limit: "Rows of a page.",
  cursor: "`nextCursor` of the page before, for the same question.",
  sort: "A column of money; with a minus sign the largest first.",
  currency: "Only clusters that are priced in this currency, such as `EUR`.",
  idle: "`show` adds what no allocation used, as rows of its own; `share` spreads it over the rows, in `idleCost`.",
  idleBy: "Whose rows share a node's idle: those that ran on it, or all of the cluster's.",
  share: "How idle is shared: in proportion to what each row cost of the same part, or in equal parts.",
  shareNamespaces:
    "Namespaces that serve all: the other rows of their cluster bear their cost, in `sharedCost`, such as `kube-system,monitoring`.",
  shareLabels:
    "The same for pods whose label NAME has one of these values, such as `shareLabels.app=ingress,dns`; once for each label.",
  shareFee: "Whether the rows of a cluster bear its fee, which else stands as `__fee__`.",
  shareMonthly:
    "An amount for each calendar month in `timeZone` that all rows bear, in the answer's currency, such as `250.00`; prorated to the window's due hours.",
  shareSplit: "How this is spread: in proportion to what each row itself cost, or in equal parts.",
  step: "Length of a row's stretch of time.",
};

/** Of questions whose answers may be asked for as files. */
const FORMAT: ParameterObject = {
  name: FORMAT_PARAMETER,
  in: "query",
  required: false,
  description:
    "`csv` or `ndjson` answers with all rows as a file, whatever `Accept` says; `limit` and `cursor` are left out then.",
  schema: { type: "string", enum: [...FORMAT_NAMES] },
};

/** Of changes. */
const KEY: ParameterObject = {
  name: KEY_HEADER,
  in: "header",
  required: false,
  description:
    "Names this change, such as by a UUID: whoever sends the same key and the same input again within 24 hours gets the first answer, and nothing is changed twice.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
};

/** The parameters of a procedure's path and query. A POST has those of its path alone: the rest is its body. */
export function parameterObjects(procedure: Procedure): ParameterObject[] {
  const { properties = {}, required = [] } = procedure.input ? inputSchema(procedure.input) : {};
  const own = Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === "boolean") return [];
    const place = procedure.path.includes(`{${name}}`) ? "path" : "query";
    if (place === "query" && procedure.method === "POST") return [];
    return [
      parameterObject(name, { place, required: place === "path" || required.includes(name), property }),
    ];
  });
  return [
    ...own,
    ...(isExported(procedure) ? [FORMAT] : []),
    ...(procedure.type === "mutation" ? [KEY] : []),
  ];
}

interface Place {
  readonly place: "query" | "path";
  readonly required: boolean;
  readonly property: JsonSchema;
}

function parameterObject(name: string, { place, required, property: described }: Place): ParameterObject {
  const { description = TEXTS[name], ...property } = described;
  const record =
    typeof property.additionalProperties === "object" ? property.additionalProperties : undefined;
  const schema = listOf(record ?? property) ?? record ?? property;
  return {
    // OpenAPI has no way to say "any name after the dot": the name of the parameter says it.
    name: record ? `${name}.NAME` : name,
    in: place,
    required,
    ...(description !== undefined && { description }),
    schema,
    ...(schema.type === "array" && { style: "form", explode: false }),
  };
}

/** "One or several" is written as several, with commas between them. */
function listOf(schema: JsonSchema): JsonSchema | undefined {
  const options = schema.anyOf ?? [schema];
  return options.find((option) => typeof option === "object" && option.type === "array");
}
