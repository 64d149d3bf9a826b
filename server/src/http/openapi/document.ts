import type { AnyRouter } from "@trpc/server";
import { type AccessRule, type Procedure, proceduresOf } from "../../api/procedures.ts";
import { FILE_HEADERS } from "../answers/answer-headers.ts";
import { isExported } from "../exports/file-columns.ts";
import { FILE_FORMATS } from "../exports/file-formats.ts";
import { REPLAYED_HEADER } from "../request/call-context.ts";
import { parameterObjects } from "./document-parameters.ts";
import { ERROR_BODY_SCHEMA, errorReferences, errorResponses } from "./error-responses.ts";
import { inputSchema, outputSchema } from "./json-schema.ts";

/** 408 and 431 are answered to what never became a request; 413 and 415 for a body, which any method may bring. */
const EVERY_ERROR = [400, 408, 413, 415, 429, 431, 500, 503, 504];
const TOKEN_ERRORS = [401, 403];
/** What was to be changed is no longer what it was, or the same change is under way. */
const MUTATION_ERRORS = [409];

/** The REST API as an OpenAPI 3.1 document, made from the router's own schemas. */
export function openApiDocument(router: AnyRouter, version: string): object {
  const paths = new Map<string, Record<string, object>>();
  for (const procedure of proceduresOf(router)) {
    const { route } = procedure;
    paths.set(route, { ...paths.get(route), [procedure.method.toLowerCase()]: operation(procedure) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "KubeCent",
      version,
      description:
        "What a Kubernetes cluster costs, hour by hour. Amounts are decimal strings with nine places.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token: kc_…" } },
      schemas: { Error: ERROR_BODY_SCHEMA },
      responses: errorResponses(),
    },
  };
}

function whoMayAsk({ permission, servesScoped }: AccessRule): string {
  return servesScoped
    ? `Needs the permission \`${permission}\`; answers by what the caller may see.`
    : `Needs the permission \`${permission}\` over everything.`;
}

function operation(procedure: Procedure): object {
  const { name, summary, access, output } = procedure;
  const parameters = parameterObjects(procedure);
  const isPublic = PUBLIC_PROCEDURES.includes(name);
  const schema = output ? outputSchema(output) : {};
  return {
    operationId: name,
    summary,
    tags: [name.split(".", 1)[0]],
    ...(access && { description: whoMayAsk(access) }),
    ...(isPublic && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(
      procedure,
      parameters.map((parameter) => parameter.name),
    ),
    responses: {
      "200": answerResponse(procedure, schema),
      ...errorReferences(statusesOf(procedure, isPublic)),
    },
  };
}

const REPLAYED = {
  [REPLAYED_HEADER]: {
    description: "`true` where this is the answer of an earlier request with the same key.",
    schema: { type: "string", enum: ["true"] },
  },
};

/** The answer: as JSON and, where it comes in pages, whole as a file. */
function answerResponse(procedure: Procedure, schema: object): object {
  const json = { "application/json": { schema } };
  if (procedure.type === "mutation") {
    return { description: "The answer.", headers: REPLAYED, content: json };
  }
  if (!isExported(procedure)) return { description: "The answer.", content: json };
  const files = FILE_FORMATS.map(({ mediaType }) => [mediaType, { schema: { type: "string" } }]);
  return {
    description: "The answer: a page of it as JSON, or all its rows as a file.",
    headers: fileHeaderObjects(),
    content: { ...json, ...Object.fromEntries(files) },
  };
}

/** The body of a POST: its input, without what its path says already. */
function bodyOf({ method, input }: Procedure, inPath: readonly string[]): object {
  if (method !== "POST" || !input) return {};
  const { properties = {}, required = [], ...schema } = inputSchema(input);
  const isInBody = (name: string): boolean => !inPath.includes(name);
  const body = {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isInBody(name))),
    required: required.filter(isInBody),
  };
  return {
    requestBody: { required: body.required.length > 0, content: { "application/json": { schema: body } } },
  };
}

function statusesOf({ path, type }: Procedure, isPublic: boolean): number[] {
  const statuses = [
    ...EVERY_ERROR,
    422,
    ...(isPublic ? [] : TOKEN_ERRORS),
    ...(type === "mutation" ? MUTATION_ERRORS : []),
    ...(path.includes("{") ? [404] : []),
  ];
  return statuses.toSorted((left, right) => left - right);
}

const TEXTS: Readonly<Record<string, string>> = {
  "Content-Disposition": "The file's name.",
  "X-Kubecent-Coverage": "Share of the window that was seen, 0 to 1.",
  "X-Kubecent-Currency": "ISO 4217 code of every amount.",
  "X-Kubecent-Data-Version": "Version of the data that all rows were made from.",
  "X-Kubecent-Export-Id": "Finds the export in the audit log.",
  "X-Kubecent-Read-From": "Which database the rows were read from, `primary` or `standby`.",
  "X-Kubecent-Rows": "How many rows the file has when it is whole.",
  "X-Kubecent-Window": "Where the window begins and ends, `start/end`.",
};

/** The headers that files have beside their rows, as OpenAPI describes them. */
export function fileHeaderObjects(): Record<string, object> {
  const objects = FILE_HEADERS.map((name) => [
    name,
    { description: `Files only. ${TEXTS[name] ?? ""}`.trim(), schema: { type: "string" } },
  ]);
  return Object.fromEntries(objects);
}

/** Procedures that anybody may call. Whether one is public its own code decides; a test holds this list to it. */
export const PUBLIC_PROCEDURES: readonly string[] = ["system.health"];
