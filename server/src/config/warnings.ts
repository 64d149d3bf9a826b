import type { SettingValues } from "./schema.ts";

/** What the log should say at start about settings that are accepted. */
export interface SettingsWarning {
  /** The log event's name. */
  readonly event: string;
  readonly message: string;
}

/** What is worth a word although it is accepted. */
export function warningsOf(values: SettingValues): SettingsWarning[] {
  const warnings: SettingsWarning[] = [];
  if (!values.ENABLE_SIGNATURE_VERIFICATION) {
    const message = "ENABLE_SIGNATURE_VERIFICATION=false changes nothing: signatures are always verified.";
    warnings.push({ event: "signature_verification_always_enabled", message });
  }
  // Only who asks for HS256 can miss the secret; nobody else needs one.
  if (values.JWT_ALGORITHM === "HS256" && !values.JWT_SECRET) {
    const message = "JWT_ALGORITHM is HS256 and JWT_SECRET is unset: no such token will be accepted.";
    warnings.push({ event: "jwt_secret_not_configured", message });
  }
  if (values.ENVIRONMENT === "production" && !values.DATABASE_URL) {
    const message =
      "DATABASE_URL is unset: the embedded database serves one replica, and its data is yours to back up.";
    warnings.push({ event: "embedded_database_in_production", message });
  }
  return warnings;
}
