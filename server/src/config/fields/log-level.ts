import * as z from "zod";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** What other programs call two of our levels. */
const OTHER_NAMES: Readonly<Record<string, string>> = { warning: "warn", critical: "fatal" };

/** How much is logged, in any case: `INFO`, `Warning`, `critical`. */
export function logLevel() {
  return z
    .string()
    .transform((text) => OTHER_NAMES[text.toLowerCase()] ?? text.toLowerCase())
    .pipe(z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")} (or WARNING, CRITICAL)` }));
}
