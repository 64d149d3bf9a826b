import type { AlertCondition, AlertKind } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ChoiceField, TextField } from "../../../dialogs/fields.tsx";

interface ConditionFieldsProps {
  kind: AlertKind;
  /** The condition that is changed, where it is of this kind. */
  when: AlertCondition | undefined;
}

/** What a kind of condition needs. Shares are asked for in per cent. */
export function ConditionFields({ kind, when }: ConditionFieldsProps): ReactElement | null {
  const least = when && "least" in when ? when.least : undefined;
  switch (kind) {
    case "budget":
      return <BudgetFields when={when?.kind === "budget" ? when : undefined} />;
    case "spend":
      return (
        <>
          <Percent label="By more than %" name="change" ratio={when?.kind === "spend" ? when.by : 0.3} />
          <ChoiceField
            label="Direction"
            name="direction"
            defaultValue={when?.kind === "spend" ? when.direction : "up"}
            options={[
              ["up", "more than before"],
              ["down", "less than before"],
            ]}
          />
          <Least amount={least} />
        </>
      );
    case "efficiency":
      return (
        <>
          <Percent
            label="Used less than %"
            name="below"
            ratio={when?.kind === "efficiency" ? when.below : 0.2}
          />
          <Least amount={least} />
        </>
      );
    case "prices":
      return (
        <>
          <ChoiceField
            label="Of the cost"
            name="of"
            defaultValue={when?.kind === "prices" ? when.of : "default"}
            options={[
              ["default", "is priced by defaults"],
              ["unpriced", "is priced by nobody"],
            ]}
          />
          <Percent label="More than %" name="above" ratio={when?.kind === "prices" ? when.above : 0.1} />
        </>
      );
    case "coverage":
      return (
        <Percent
          label="Seen less than %"
          name="below"
          ratio={when?.kind === "coverage" ? when.below : 0.95}
        />
      );
    case "late":
      return (
        <TextField
          label="Hours old"
          name="hours"
          required
          inputMode="decimal"
          defaultValue={when?.kind === "late" ? when.hours : 3}
        />
      );
    case "recommendations":
      return (
        <TextField
          label="Above, a month"
          name="above"
          required
          inputMode="decimal"
          defaultValue={when?.kind === "recommendations" ? when.above : "100.00"}
        />
      );
    case "anomaly":
    case "newSpender":
      return <Least amount={least} />;
  }
}

function BudgetFields({
  when,
}: {
  when: Extract<AlertCondition, { kind: "budget" }> | undefined;
}): ReactElement {
  return (
    <>
      <ChoiceField
        label="Where"
        name="on"
        defaultValue={when?.on ?? "spent"}
        options={[
          ["spent", "spent"],
          ["expected", "expected"],
          ["pace", "pace"],
        ]}
      />
      <Percent label="Is at %" name="at" ratio={when?.at ?? 1} />
    </>
  );
}

function Percent({ label, name, ratio }: { label: string; name: string; ratio: number }): ReactElement {
  return (
    <TextField
      label={label}
      name={name}
      required
      inputMode="decimal"
      defaultValue={Number((ratio * 100).toFixed(4))}
    />
  );
}

function Least({ amount }: { amount: string | undefined }): ReactElement {
  return (
    <TextField
      label="Not below"
      name="least"
      inputMode="decimal"
      placeholder="any amount"
      defaultValue={amount}
      help="Money over the days that are compared, such as 10.00."
    />
  );
}
