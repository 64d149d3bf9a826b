import { BASE_PATH } from "../app/base-path.ts";
import { type ReadAddress, readAddress, writeAddress } from "./address.ts";
import type { View } from "./view.ts";

/** Reads an address of this page, below where the page stands on its host. */
export function readPlace(path: string, search: string): ReadAddress {
  return readAddress(path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : path, search);
}

/** The view of the address bar, for use outside of drawing. */
export function currentView(): View {
  return readPlace(location.pathname, location.search).view;
}

/** A view's address on this host. */
export function hrefOf(view: View): string {
  return `${BASE_PATH}${writeAddress(view)}`;
}
