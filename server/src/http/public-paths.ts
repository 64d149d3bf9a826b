/** Procedures that anybody may call. Whether one is public its own code decides; a test holds this list to it. */
export const PUBLIC_PROCEDURES: readonly string[] = ["system.health"];
