import { CostError } from "@kubecent/shared";

/** The header that names a change, so that a repeat is known as one. */
export const KEY_HEADER = "Idempotency-Key";

/** What came with a request to name its change. */
export interface SentKey {
  /** Values of the header, as often as it was sent. */
  readonly values: readonly string[];
  /** Calls that the request makes: more than one in a batch. */
  readonly calls: number;
  /** Called when the answer is that of an earlier request. */
  readonly onReplay: () => void;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The key of a change; undefined where it was sent without one. Throws VALIDATION_FAILED for one that cannot be used. */
export function readKey({ values, calls }: SentKey): string | undefined {
  const [key] = values;
  if (key === undefined) return undefined;
  if (values.length > 1) throw refused(`found ${values.length} of these headers, wanted one`);
  if (!KEY.test(key))
    throw refused("wanted 1 to 255 visible ASCII characters without spaces, such as a UUID");
  if (calls > 1) throw refused(`found a batch of ${calls} calls, wanted one call: a key names one change`);
  return key;
}

function refused(message: string): CostError {
  return new CostError("VALIDATION_FAILED", `${KEY_HEADER}: ${message}`, {
    details: [{ field: KEY_HEADER, message, type: "idempotency_key" }],
  });
}
