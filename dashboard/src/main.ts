import "./style/layers.css";
import "./style/base.css";
import "./style/tokens.css";
import "./style/controls.css";
import "./style/popover.css";
import "./style/screen.css";
import { askFirst } from "./app/ask-first.ts";
import { fetchScreen } from "./app/screen-files.ts";
import { signInByIssuers } from "./session/oidc/sign-in-by-issuer.ts";
import { signInByLinks } from "./session/sign-in-by-links.ts";
import { currentView } from "./url/current-view.ts";

// The icon's address is written relative to the page that was opened; a browser looks for it anew below each place.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]'))
  link.setAttribute("href", link.href);
signInByLinks();
signInByIssuers();

// What draws the page is most of it, and index.html has it fetched beside this file. Meanwhile the service is asked.
askFirst();
fetchScreen(currentView().screen);

const place = document.querySelector("#app");
if (!place) throw new Error("index.html has no element #app");
void import("./app/draw-page.tsx").then(({ drawPage }) => drawPage(place));
