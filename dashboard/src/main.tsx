import "./style/layers.css";
import "./style/base.css";
import "./style/tokens.css";
import "./style/controls.css";
import "./style/popover.css";
import "./style/screen.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { signInByIssuers } from "./session/oidc/sign-in-by-issuer.ts";
import { signInByLinks } from "./session/sign-in-by-links.ts";

// The icon's address is written relative to the page that was opened; a browser looks for it anew below each place.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]'))
  link.setAttribute("href", link.href);
signInByLinks();
signInByIssuers();

const root = document.querySelector("#app");
if (!root) throw new Error("index.html has no element #app");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
