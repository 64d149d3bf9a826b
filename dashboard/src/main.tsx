import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { signInByLinks } from "./session/sign-in-by-links.ts";
import "./style/base.css";

signInByLinks();

const root = document.querySelector("#app");
if (!root) throw new Error("index.html has no element #app");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
