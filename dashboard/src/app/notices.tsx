import { type ReactElement, useState } from "react";
import { useAddress } from "../url/shown-address.tsx";
import { SourceNotice } from "./source-notice.tsx";

/** What stands above every screen: what of the address was not understood, and sources that do not answer. */
export function Notices(): ReactElement {
  const { notices } = useAddress();
  const [closed, setClosed] = useState<readonly string[]>([]);
  const open = notices.filter(({ text }) => !closed.includes(text));
  return (
    <div className="notices">
      <SourceNotice />
      {open.map(({ where, text }) => (
        <output key={`${where} ${text}`} className="notice">
          <span>{text}</span>
          <button type="button" className="link" onClick={() => setClosed([...closed, text])}>
            Close
          </button>
        </output>
      ))}
    </div>
  );
}
