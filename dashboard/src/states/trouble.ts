import { KubeCentError } from "@kubecent/sdk";

/** What went wrong, in the words in which it is shown. */
export interface Trouble {
  kind: "no-right" | "limited" | "not-ready" | "refused" | "fault" | "unreachable" | "broken";
  title: string;
  /** What the service said, as it said it. */
  detail: string;
  /** Finds the request in the service's log. */
  requestId: string | undefined;
  /** Finds the fault in the service's log. */
  errorId: string | undefined;
  status: number | undefined;
  code: string | undefined;
}

type Kind = Trouble["kind"];

const TITLES: Readonly<Record<Kind, string>> = {
  "no-right": "Your token does not show this",
  limited: "Too many requests",
  "not-ready": "The service is not ready",
  refused: "The service refused this question",
  fault: "The service failed",
  unreachable: "The service was not reached",
  broken: "This page failed",
};

/** Refusals that say what to do: the words for these by their codes. */
const CODE_TITLES: ReadonlyMap<string, string> = new Map([
  ["MIXED_CURRENCIES", "These clusters are priced in several currencies"],
]);

/** Puts anything that was thrown into words. */
export function troubleOf(error: unknown): Trouble {
  if (!KubeCentError.is(error))
    return { ...UNKNOWN, detail: error instanceof Error ? error.message : String(error) };
  const { message, requestId, errorId, status, code } = error;
  const kind = kindOf(error);
  const title = CODE_TITLES.get(code ?? "") ?? TITLES[kind];
  return { kind, title, detail: message, requestId, errorId, status, code };
}

const UNKNOWN: Trouble = {
  kind: "broken",
  title: TITLES.broken,
  detail: "",
  requestId: undefined,
  errorId: undefined,
  status: undefined,
  code: undefined,
};

function kindOf({ kind, status = 0 }: KubeCentError): Kind {
  if (kind === "connection" || kind === "timeout" || kind === "protocol") return "unreachable";
  if (status === 401 || status === 403) return "no-right";
  if (status === 429) return "limited";
  if (status === 503) return "not-ready";
  return status >= 500 ? "fault" : "refused";
}
