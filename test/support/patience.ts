import { vi } from "vitest";

/** A condition that never comes about is a fault; one that is slow to come about on a busy machine is none. */
const PATIENCE_MS = 120_000;

const { waitFor } = vi;

/** `vi.waitFor` gives up after a second unless told otherwise: a test waits for what it names, never for a time. */
function patientWaitFor<T>(
  callback: () => T | Promise<T>,
  options?: { interval?: number } | number,
): Promise<T> {
  const interval = typeof options === "object" ? options.interval : undefined;
  // Made-up clocks go forward by it; to real services each look is a request.
  const usual = vi.isFakeTimers() ? 20 : 50;
  return waitFor(callback, { timeout: PATIENCE_MS, interval: interval ?? usual });
}

// Files share a worker: what an earlier one has set stays.
if (waitFor.name !== patientWaitFor.name) vi.waitFor = patientWaitFor;
