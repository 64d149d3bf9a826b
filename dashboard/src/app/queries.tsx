import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import { queriesOf } from "../data/query-client.ts";
import { useSignedIn } from "../session/signed-in.tsx";

/** Remembers answers for as long as a session lasts: the next caller may see less. */
export function Queries({ children }: { children: ReactNode }): ReactElement {
  const { session } = useSignedIn();
  return <QueryClientProvider client={queriesOf(session)}>{children}</QueryClientProvider>;
}
