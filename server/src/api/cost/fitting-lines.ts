import { CostError } from "@kubecent/shared";
import { LINE_DETAILS, type LineShape } from "../../store/queries/pages/line-detail.ts";

const MOST_LINES = 500;

/**
 * Reads the lines of an explanation: each thing at each price where they fit, else added up as coarsely as needed, where
 * that was asked for. Throws CostError VALIDATION_FAILED where they do not fit.
 */
export async function fittingLines<Line>(
  { condense }: { readonly condense: boolean },
  read: (shape: LineShape) => Promise<Line[]>,
): Promise<{ readonly lines: Line[]; readonly condensed: boolean }> {
  for (const detail of condense ? LINE_DETAILS : LINE_DETAILS.slice(0, 1)) {
    // oxlint-disable-next-line no-await-in-loop -- a coarser reading is wanted only where a finer one does not fit
    const lines = await read({ limit: MOST_LINES + 1, detail });
    if (lines.length <= MOST_LINES) return { lines, condensed: detail !== "each" };
  }
  throw tooWide();
}

function tooWide(): CostError {
  const message = `more than ${MOST_LINES} lines would be needed; narrow it, to one namespace, pod or asset, or condense it`;
  return new CostError("VALIDATION_FAILED", `window: ${message}`, {
    details: [{ field: "window", message, type: "too_wide" }],
  });
}
