import { CostError } from "@kubecent/shared";
import { trpcError } from "./error-facts.ts";

/**
 * Refuses inputs with a key `__proto__` at any depth. Schemas of records leave such a key out without a
 * word, and a filter that is left out would be answered as if it had not been asked for.
 */
export function refusePrototypeKeys(input: unknown, path: readonly string[] = []): void {
  if (typeof input !== "object" || input === null) return;
  if (Object.hasOwn(input, "__proto__")) {
    const field = [...path, "__proto__"].join(".");
    throw trpcError(
      new CostError("VALIDATION_FAILED", `${field}: unknown parameter`, {
        details: [{ field, message: "unknown parameter", type: "unrecognized_keys" }],
      }),
    );
  }
  for (const [key, value] of Object.entries(input)) refusePrototypeKeys(value, [...path, key]);
}
