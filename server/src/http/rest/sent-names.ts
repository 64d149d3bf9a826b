import { CostError, type ErrorDetail } from "@kubecent/shared";
import { errorFacts } from "../../api/error-facts.ts";
import type { ParameterKind } from "./query-parameters.ts";
import { refusedParameters } from "./read-query.ts";

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
