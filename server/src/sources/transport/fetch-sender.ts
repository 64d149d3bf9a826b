import type { HttpAnswer, HttpQuestion } from "./http-answer.ts";

/** Asks by `fetch`, which never follows a redirect here: a token must not travel to another address. */
export function createFetchSender(fetchUrl: typeof fetch): (question: HttpQuestion) => Promise<HttpAnswer> {
  return async ({ method, url, headers, body, signal }) => {
    const response = await fetchUrl(url, { method, headers, body, signal, redirect: "manual" });
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      body: response.body ?? emptyBody(),
    };
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body has nothing to yield.
}
