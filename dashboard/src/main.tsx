import "./style/layers.css";
import "./style/base.css";
import "./style/tokens.css";
import "./style/controls.css";
import "./style/popover.css";
import "./style/screen.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { pinIcon } from "./app/pin-icon.ts";
import { signInByIssuers } from "./session/oidc/sign-in-by-issuer.ts";
import { signInByLinks } from "./session/sign-in-by-links.ts";

pinIcon();
signInByLinks();
signInByIssuers();

const root = document.querySelector("#app");
if (!root) throw new Error("index.html has no element #app");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
