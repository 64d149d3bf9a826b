import type { Lease } from "../../store/collecting/leases.ts";

/** What the one process that collects looks at while it leads. */
export interface LeaderWatch {
  /** Hours were written: the next look is at everything. Left out by what finds changes by itself. */
  dataChanged?(): void;
  /** Looks for as long as the lease is held. */
  run(lease: Lease, signal: AbortSignal): Promise<void>;
}

/** Several of them as one; nothing stands for what is turned off. */
export function watchAll(watches: readonly (LeaderWatch | undefined)[]): Required<LeaderWatch> {
  const running = watches.filter((watch) => watch !== undefined);
  return {
    dataChanged: () => {
      for (const watch of running) watch.dataChanged?.();
    },
    run: async (lease, signal) => {
      await Promise.all(running.map((watch) => watch.run(lease, signal)));
    },
  };
}
