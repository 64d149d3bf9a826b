import type { Session } from "../session/session.ts";

/** A file as the service has written it. */
export interface FetchedFile {
  name: string;
  content: Blob;
}

/** Fetches a file whole; one that breaks off is an error, not a shorter file. */
export async function fetchFile(url: string, session: Session): Promise<FetchedFile> {
  const token = typeof session.token === "string" ? session.token : await session.token();
  // oxlint-disable-next-line no-restricted-globals -- the SDK reads answers, and this is a file
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: "text/csv" } });
  if (!answer.ok) throw new Error(await refusalOf(answer));
  return { name: nameOf(answer.headers.get("content-disposition")), content: await answer.blob() };
}

async function refusalOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  const said =
    typeof body === "object" && body !== null && "message" in body ? String(body.message) : answer.statusText;
  const request = answer.headers.get("x-request-id");
  return `${answer.status}: ${said}${request === null ? "" : ` (request ${request})`}`;
}

function nameOf(disposition: string | null): string {
  return /filename="?([^";]+)"?/.exec(disposition ?? "")?.[1] ?? "kubecent.csv";
}

/** Hands a file to the browser to keep. */
export function saveBlob(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by then; Safari has not yet when the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
