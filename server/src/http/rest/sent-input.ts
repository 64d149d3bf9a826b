import { CostError, type ErrorDetail } from "@kubecent/shared";
import type { Request } from "express";
import type { ZodObject } from "zod";
import { errorFacts } from "../../api/error-facts.ts";
import type { Procedure } from "../../api/procedures.ts";
import { FORMAT_PARAMETER } from "../exports/file-formats.ts";
import { pagedRowOf } from "../exports/file-columns.ts";
import { queryTextOf, stateOf } from "../request/request-state.ts";
import {
  type ParameterKind,
  parametersOf,
  readQuery,
  refusedParameters,
  unknownParameter,
  valueOf,
} from "./query-parameters.ts";

/** A procedure with the parameters that its input has. */
export interface MountedProcedure extends Procedure {
  readonly parameters: ReadonlyMap<string, ParameterKind>;
  /** The schema of its rows, where it answers in pages and so may be asked for as a file. */
  readonly row: ZodObject | undefined;
}

/** A procedure with its parameters. One that may be asked for as a file takes `format` as well. */
export function mountedProcedure(procedure: Procedure): MountedProcedure {
  const row = procedure.type === "query" ? pagedRowOf(procedure.output) : undefined;
  const own = parametersOf(procedure.input);
  const parameters = row ? new Map([...own, [FORMAT_PARAMETER, { kind: "text" }] as const]) : own;
  return { ...procedure, parameters, row };
}

/** The input of a request, and the format that its answer is wanted in, where it says one. */
export interface SentInput {
  readonly input: object;
  readonly format: unknown;
}

/** The input of a request: from its path, and from its query or, for POST, its body. Its schema reads it next. */
export function sentInput(req: Request, procedure: MountedProcedure): SentInput {
  const fromPath = pathInput(req, procedure);
  const isPost = procedure.method === "POST";
  const inQuery = [...procedure.parameters].filter(([name]) => !isPost && !Object.hasOwn(fromPath, name));
  const fromQuery = readQuery(queryTextOf(req), new Map(inQuery));
  const { body } = stateOf(req);
  if (isPost) return { input: withBody(body, fromPath, procedure), format: undefined };
  // Nobody reads it, so it may say nothing.
  withBody(body, {}, { input: undefined });
  if (!procedure.row) return { input: { ...fromQuery, ...fromPath }, format: undefined };
  const { [FORMAT_PARAMETER]: format, ...input } = fromQuery;
  return { input: { ...input, ...fromPath }, format };
}

function pathInput({ params }: Request, { parameters }: MountedProcedure): Record<string, unknown> {
  const entries = Object.entries(params).map(([name, text]) => {
    const parameter = parameters.get(name);
    return [name, parameter && typeof text === "string" ? valueOf(text, parameter) : text];
  });
  return Object.fromEntries(entries);
}

function withBody(
  body: unknown,
  fromPath: Record<string, unknown>,
  { input }: Pick<MountedProcedure, "input">,
): object {
  if (body === undefined) return fromPath;
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    const details = [{ field: "", message: "the body must be a JSON object", type: "invalid_type" }];
    throw new CostError("VALIDATION_FAILED", "The body must be a JSON object.", { details });
  }
  // What the path says cannot be said again, and what nobody reads cannot be said at all.
  const refused = Object.keys(body).filter((name) => !input || Object.hasOwn(fromPath, name));
  if (refused.length > 0) throw refusedParameters(refused.map(unknownParameter));
  return { ...body, ...fromPath };
}

/**
 * A refusal of the input with the names that were sent: the second of `namespace=a,,b` is `namespace.1` to the
 * schema, and nothing that the caller has written. Other errors stay as they are.
 */
export function inSentNames(error: unknown, parameters: ReadonlyMap<string, ParameterKind>): unknown {
  const facts = errorFacts(error);
  if (facts.code !== "VALIDATION_FAILED") return error;
  const details = facts.details.map((detail) => ({ ...detail, field: sentName(detail, parameters) }));
  const isSame = details.every(({ field }, index) => field === facts.details[index]?.field);
  return isSame
    ? error
    : new CostError(facts.code, refusedParameters(details).message, { details, cause: error });
}

function sentName({ field }: ErrorDetail, parameters: ReadonlyMap<string, ParameterKind>): string {
  const withoutIndex = field.replace(/\.\d+$/, "");
  const [name = "", key] = withoutIndex.split(".");
  const kind = parameters.get(name)?.kind;
  const isItem = kind === "list" || (kind === "record" && key !== undefined);
  return isItem ? withoutIndex : field;
}
