/**
 * Makes the icon's address absolute. It is written relative to the page that was opened, and a browser looks for it anew below
 * each place that the page moves to.
 */
export function pinIcon(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) {
    link.setAttribute("href", link.href);
  }
}
