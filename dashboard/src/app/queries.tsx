import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useState } from "react";
import { makeQueryClient } from "../data/query-client.ts";

/** Remembers answers for as long as a session lasts: the next caller may see less. */
export function Queries({ children }: { children: ReactNode }): ReactElement {
  const [client] = useState(makeQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
