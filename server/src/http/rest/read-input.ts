import { CostError } from "@kubecent/shared";
import type { Request } from "express";
import { queryTextOf } from "../request/query.ts";
import { stateOf } from "../request/request-state.ts";
import { type ParameterKind, valueOf } from "./parameters.ts";
import type { RestProcedure } from "./procedures.ts";
import { readQuery, refusedParameters, unknownParameter } from "./read-query.ts";

/** A procedure with the parameters that its input has. */
export interface MountedProcedure extends RestProcedure {
  readonly parameters: ReadonlyMap<string, ParameterKind>;
}

/** The input of a request: from its path, and from its query or, for POST, its body. Its schema reads it next. */
export function readInput(req: Request, procedure: MountedProcedure): unknown {
  const fromPath = pathInput(req, procedure);
  const isPost = procedure.method === "POST";
  const inQuery = [...procedure.parameters].filter(([name]) => !isPost && !Object.hasOwn(fromPath, name));
  const fromQuery = readQuery(queryTextOf(req), new Map(inQuery));
  if (!isPost) return { ...fromQuery, ...fromPath };
  return withBody(stateOf(req).body, fromPath, procedure);
}

function pathInput({ params }: Request, { parameters }: MountedProcedure): Record<string, unknown> {
  const entries = Object.entries(params).map(([name, text]) => {
    const parameter = parameters.get(name);
    return [name, parameter && typeof text === "string" ? valueOf(text, parameter) : text];
  });
  return Object.fromEntries(entries);
}

function withBody(body: unknown, fromPath: Record<string, unknown>, { input }: MountedProcedure): unknown {
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
