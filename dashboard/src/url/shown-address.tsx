import { createContext, type ReactElement, type ReactNode, useContext, useMemo } from "react";
import { usePathname, useSearch } from "wouter/use-browser-location";
import type { ReadAddress } from "./address.ts";
import { readPlace } from "./current-view.ts";

const AddressContext = createContext<ReadAddress | null>(null);

/** Reads the address for all that stands below: every cell of a table asks for it, and none has to watch the history itself. */
export function ShownAddress({ children }: { children: ReactNode }): ReactElement {
  const path = usePathname();
  const search = useSearch();
  const address = useMemo(() => readPlace(path, search), [path, search]);
  return <AddressContext value={address}>{children}</AddressContext>;
}

/** The address as it was read, with what was not understood of it. The same object until the address changes. */
export function useAddress(): ReadAddress {
  const address = useContext(AddressContext);
  if (!address) throw new Error("This part of the page stands outside of ShownAddress");
  return address;
}
