import { readQuery, writeQuery } from "./query-text.ts";
import { readScope, writeScope } from "./scope-path.ts";
import { type AddressNotice, DEFAULT_VIEW, type Screen, SCREENS, type View } from "./view.ts";

/** What an address says, and what of it was not understood. */
export interface ReadAddress {
  view: View;
  notices: readonly AddressNotice[];
}

/** Reads a path (below the page's base) and a query. Never throws: what makes no sense falls back, with a notice. */
export function readAddress(path: string, search: string): ReadAddress {
  const place = readPath(path);
  const query = readQuery(search);
  return {
    view: { ...DEFAULT_VIEW, ...place.view, ...query.view },
    notices: [...place.notices, ...query.notices],
  };
}

/** Writes a view as path and query. Equal views have equal addresses. */
export function writeAddress(view: View): string {
  return `${writePath(view)}${writeQuery(view)}`;
}

type Place = Pick<View, "screen" | "section" | "scope">;

function writePath({ screen, section, scope }: Place): string {
  const deeper = writeScope(scope);
  if (screen === "overview") return "/";
  // All clusters together have no name that could stand behind /c.
  if (screen === "explore") return deeper === "" ? "/c" : deeper;
  return screen === "settings" ? `/settings/${section ?? "tokens"}` : `/${screen}${deeper}`;
}

function readPath(path: string): { view: Place; notices: AddressNotice[] } {
  const [first = "", ...rest] = path.split("/").filter((part) => part !== "");
  if (first === "") return { view: { screen: "overview", section: null, scope: {} }, notices: [] };
  if (first === "c") return explorePath(rest);
  if (first === "settings") return settingsPath(rest);
  // Never written so, but typed: the rail calls them by these names.
  if (first === "overview" && rest.length === 0) return readPath("");
  if (isScreen(first) && first !== "overview") {
    const { scope, notices } = readScope(rest);
    return { view: { screen: first, section: null, scope }, notices };
  }
  const text = `The address names no screen: ${path}. This is the overview.`;
  return { view: { screen: "overview", section: null, scope: {} }, notices: [{ where: "path", text }] };
}

function explorePath(rest: readonly string[]): { view: Place; notices: AddressNotice[] } {
  const { scope, notices } = rest.length === 0 ? { scope: {}, notices: [] } : readScope(["c", ...rest]);
  return { view: { screen: "explore", section: null, scope }, notices };
}

const SECTION = /^[a-z][a-z-]{0,31}$/;

function settingsPath([section = "tokens", ...rest]: readonly string[]): {
  view: Place;
  notices: AddressNotice[];
} {
  const isKnown = SECTION.test(section) && rest.length === 0;
  const text = "The address names no part of the settings. These are the tokens.";
  return {
    view: { screen: "settings", section: isKnown ? section : "tokens", scope: {} },
    notices: isKnown ? [] : [{ where: "path", text }],
  };
}

function isScreen(word: string): word is Screen {
  return SCREENS.some((screen) => screen === word);
}
