import { expect, it } from "vitest";
import { likelyWindow } from "../../../../dashboard/src/url/likely-window.ts";
import { isPreset, WINDOW_PRESETS, windowQuery } from "../../../../dashboard/src/url/view-window.ts";
import { resolveWindow } from "../../../../server/src/domain/windows/resolve-window.ts";

const NOW = Date.UTC(2026, 9, 25, 12, 9);
const RANGES = [
  { from: "2026-10-20", to: "2026-10-25" },
  { from: "2026-10-20T08:00:00Z", to: "2026-10-20T10:00:00Z" },
];

it.each([...Object.keys(WINDOW_PRESETS).filter(isPreset), ...RANGES])(
  "keeps the room of %j: it is what the service will say, or nothing",
  (window) => {
    const likely = likelyWindow(window, "Europe/Berlin", NOW);
    const { start, end } = resolveWindow(windowQuery(window, "Europe/Berlin"), NOW);

    expect([null, JSON.stringify({ start, end })]).toContain(likely && JSON.stringify(likely));
  },
);
