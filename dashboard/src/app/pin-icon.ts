/** Writes out where the icon is. It is relative to the address that was opened, and browsers ask for it again at later ones. */
export function pinIcon(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]'))
    link.setAttribute("href", link.href);
}
