import type { ReactElement } from "react";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useGo, useView } from "../../url/use-view.ts";
import { IDLE_CHOICES, type IdleChoice } from "../../url/view.ts";

const NAMES: Readonly<Record<IdleChoice, string>> = {
  show: "Idle as a row",
  hide: "Idle hidden",
  weight: "Idle shared by cost",
  even: "Idle shared evenly",
};

/** What becomes of idle: one choice for the whole page. Not offered to those who see a part of a cluster. */
export function IdleSwitch(): ReactElement {
  const view = useView();
  const go = useGo();
  if (!useMaySeeWhole(view)) {
    return <span className="choice-note">Idle belongs to whole clusters; your token shows parts</span>;
  }
  return (
    <label>
      <span className="hidden">Idle</span>
      <select
        value={view.idle}
        onChange={({ target }) => {
          const chosen = IDLE_CHOICES.find((choice) => choice === target.value);
          if (chosen) go({ idle: chosen });
        }}
      >
        {IDLE_CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {NAMES[choice]}
          </option>
        ))}
      </select>
    </label>
  );
}
