import { type ComponentType, type ReactElement, Suspense } from "react";
import { Tabs, useTab } from "../../panels/tabs.tsx";
import { useMay } from "../../session/signed-in.tsx";
import { latePart } from "../../states/late-part.ts";
import { NoRight } from "../../states/no-right.tsx";
import { Skeleton } from "../../states/skeleton.tsx";
import { BudgetsTab } from "./budgets/budgets-tab.tsx";
import { useWatch } from "./use-watch.ts";
import { isLook, WATCH_TABS, type WatchTab } from "./watch-questions.ts";
import { WatchNumbers } from "./watch-numbers.tsx";
import "./watch.css";

/** What is opened less often is fetched when it is. */
const LATER: Readonly<Record<Exclude<WatchTab, "budgets">, ComponentType>> = {
  alerts: latePart(() => import("./alerts/alerts-tab.tsx")),
  anomalies: latePart(() => import("./anomalies/anomalies-tab.tsx")),
  rules: latePart(() => import("./rules/rules-tab.tsx")),
  channels: latePart(() => import("./channels/channels-tab.tsx")),
  deliveries: latePart(() => import("./channels/deliveries-tab.tsx")),
  silences: latePart(() => import("./silences/silences-tab.tsx")),
};

/** What needs a look: budgets, alerts and anomalies, and who is told of them. */
export default function WatchScreen(): ReactElement {
  const maySee = useMay("alert:view");
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Watch</p>
        <h1>What needs a look?</h1>
      </header>
      {maySee ? <WatchContent /> : <NoRight detail="Budgets and alerts are for those who may see alerts." />}
    </>
  );
}

function WatchContent(): ReactElement {
  const watched = useWatch();
  const tab = useTab(WATCH_TABS) ?? "budgets";
  const Later = tab === "budgets" ? null : LATER[tab];
  return (
    <>
      {isLook({ tab }) && <WatchNumbers {...watched} />}
      <Tabs
        label="What is watched"
        tabs={[
          { key: "budgets", name: "Budgets" },
          { key: "alerts", name: "Alerts" },
          { key: "anomalies", name: "Anomalies" },
          { key: "rules", name: "Rules and routes" },
          { key: "channels", name: "Channels" },
          { key: "deliveries", name: "Deliveries" },
          { key: "silences", name: "Silences" },
        ]}
      />
      {Later === null ? (
        <BudgetsTab coming={watched.coming} />
      ) : (
        <Suspense fallback={<Skeleton rem={24} />}>
          <Later />
        </Suspense>
      )}
    </>
  );
}
