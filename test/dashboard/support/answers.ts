import type { Page, Route } from "playwright-core";

/** A refusal as the service words it. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  const data = {
    httpStatus: status,
    code,
    error: code,
    message: `told ${code}`,
    request_id: "request-7",
    error_id: "error-7",
  };
  const error = { message: data.message, code: -32_000, data };
  return (route: Route): Promise<void> =>
    route.fulfill({
      status,
      headers: { "x-request-id": "request-7", ...headers },
      contentType: "application/json",
      body: JSON.stringify({ error }),
    });
}

/** Answers a procedure with this, instead of the service. */
export async function answerWith(page: Page, procedure: string, data: unknown): Promise<void> {
  await page.route(`**/api/trpc/${procedure}*`, (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify({ result: { data } }) }),
  );
}
