import type { ReactElement } from "react";
import { useMay } from "../../session/signed-in.tsx";
import { NoRight } from "../../states/no-right.tsx";
import { useHref, useView } from "../../url/use-view.ts";
import { AuditSection } from "./audit/audit-section.tsx";
import { TokensSection } from "./tokens/tokens-section.tsx";
import "./settings.css";

interface Section {
  readonly name: string;
  readonly title: string;
  readonly Content: () => ReactElement;
}

const TOKENS: Section = { name: "tokens", title: "Tokens", Content: TokensSection };
const AUDIT: Section = { name: "audit", title: "Audit log", Content: AuditSection };

/** Who may come in, and who did what. Only what the caller's role lets them see is offered. */
export default function SettingsScreen(): ReactElement {
  const view = useView();
  const href = useHref();
  const mayEditAccess = useMay("access:edit");
  const mayViewAudit = useMay("audit:view");
  const sections = [...(mayEditAccess ? [TOKENS] : []), ...(mayViewAudit ? [AUDIT] : [])];
  const open = sections.find(({ name }) => name === view.section);
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Settings</p>
        <h1>{open?.title ?? "Settings"}</h1>
      </header>
      {sections.length > 1 && (
        <nav className="sections" aria-label="Settings">
          {sections.map(({ name, title }) => (
            <a
              key={name}
              href={href({ section: name })}
              aria-current={open?.name === name ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      )}
      {open ? <open.Content /> : <NoRight detail={whatIsOffered(sections)} />}
    </>
  );
}

function whatIsOffered(sections: readonly Section[]): string {
  const titles = sections.map(({ title }) => title).join(", ");
  return titles === ""
    ? "Tokens are for admins, the audit log is for auditors and admins."
    : `Open to you: ${titles}.`;
}
