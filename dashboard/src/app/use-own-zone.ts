import { useEffect } from "react";
import { browserTimeZone } from "../format/reader.ts";
import { currentView, useGo } from "../url/use-view.ts";
import { DEFAULT_VIEW } from "../url/view.ts";
import { writeAddress } from "../url/address.ts";

/**
 * Opening the bare page takes the zone of the browser's clock, and writes it into the address. Any other address means
 * what it says, UTC where it says no zone: a copied link shows the same numbers everywhere.
 */
export function useOwnZone(): void {
  const go = useGo();
  useEffect(() => {
    if (writeAddress(currentView()) !== writeAddress(DEFAULT_VIEW)) return;
    go({ timeZone: browserTimeZone() }, { replace: true });
  }, [go]);
}
