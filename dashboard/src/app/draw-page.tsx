import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

/** Draws the page into its place. */
export function drawPage(place: Element): void {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
