import { startFailure } from "../start/exit.ts";
import { DatabaseAway } from "./patient.ts";

/** Why a database did not answer, without what the command's own refusal would advise. */
export function whyAway(error: unknown): string {
  if (error instanceof DatabaseAway) return error.message;
  return startFailure(error).line;
}
