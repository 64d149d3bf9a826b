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
