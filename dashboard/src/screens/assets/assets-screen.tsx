import type { ReactElement } from "react";
import { Tabs } from "../../panels/tabs.tsx";
import { useMay } from "../../session/signed-in.tsx";
import { NoRight } from "../../states/no-right.tsx";
import { useView } from "../../url/use-view.ts";
import { AssetsOfKind } from "./assets-of-kind.tsx";
import { KIND_TABS, kindOfTab } from "./kind-names.ts";

/** What is paid for: nodes, volumes, load balancers, traffic, fees, each at its price. */
export default function AssetsScreen(): ReactElement {
  const maySee = useMay("cluster:view");
  const { tab } = useView();
  const kind = kindOfTab(tab);
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Assets</p>
        <h1>What do we pay for?</h1>
      </header>
      {maySee ? (
        <>
          <Tabs label="Kinds of assets" tabs={KIND_TABS} />
          <AssetsOfKind key={kind} kind={kind} />
        </>
      ) : (
        <NoRight detail="Assets belong to whole clusters." />
      )}
    </>
  );
}
