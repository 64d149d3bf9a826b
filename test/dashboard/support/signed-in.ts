import type { Page } from "playwright-core";

/** Waits until the page is signed in, which shows in the way out. */
export async function untilSignedIn(page: Page): Promise<void> {
  await signOutButton(page).waitFor();
}

/** The way out, which only those see who are signed in. */
export function signOutButton(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("button", { name: "Sign out" });
}
