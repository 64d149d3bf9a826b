import { CostError } from "@kubecent/shared";

/** Refuses filters that a procedure cannot honour: an answer that silently ignored one would be wrong. */
export function refuseFilters<Question extends object>(
  question: Question,
  fields: readonly (keyof Question & string)[],
  procedure: string,
): void {
  const details = fields
    .filter((field) => question[field] !== undefined)
    .map((field) => ({ field, message: `does not apply to ${procedure}`, type: "not_applicable" }));
  if (details.length > 0) {
    const message = details.map((detail) => `${detail.field}: ${detail.message}`).join("; ");
    throw new CostError("VALIDATION_FAILED", message, { details });
  }
}
