import type { KubeCentClient } from "@kubecent/sdk";
import { useSignedIn } from "./signed-in.tsx";

/** The SDK's client of the signed-in caller: the same one until they sign out. */
export function useKubecent(): KubeCentClient {
  return useSignedIn().client;
}
