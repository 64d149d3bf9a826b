import type { ReactElement, ReactNode } from "react";
import { useHref, useView } from "../url/use-view.ts";

interface TabsProps {
  /** What the tabs divide. */
  label: string;
  /** In order; the first one is shown where the address names none. */
  tabs: readonly { readonly key: string; readonly name: ReactNode }[];
}

/** Parts of a screen of which one is shown. Each is a link of its own. */
export function Tabs({ label, tabs }: TabsProps): ReactElement {
  const href = useHref();
  const shown = useTab(tabs.map(({ key }) => key));
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ key, name }, index) => (
        <a
          key={key}
          href={href({ tab: index === 0 ? null : key, sort: null })}
          aria-current={key === shown ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

/** The tab of the address, or the first one where it names none of them. */
export function useTab<Key extends string>(keys: readonly Key[]): Key | undefined {
  const { tab } = useView();
  return keys.find((key) => key === tab) ?? keys[0];
}
