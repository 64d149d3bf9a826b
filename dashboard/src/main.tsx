import "./style/layers.css";
import "./style/base.css";
import "./style/tokens.css";
import "./style/controls.css";
import "./style/popover.css";
import "./style/screen.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { BASE_PATH } from "./app/base-path.ts";
import { signInByIssuers } from "./session/oidc/sign-in-by-issuer.ts";
import { signInByLinks } from "./session/sign-in-by-links.ts";

// Its address is relative, and browsers look it up again from wherever the address bar is by then.
for (const icon of document.querySelectorAll<HTMLLinkElement>("link[rel=icon]"))
  icon.href = `${BASE_PATH}/icon.svg`;

signInByLinks();
signInByIssuers();

const root = document.querySelector("#app");
if (!root) throw new Error("index.html has no element #app");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
