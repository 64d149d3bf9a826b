import { type InputHTMLAttributes, type ReactElement, useId } from "react";

interface NamedField {
  label: string;
  name: string;
  /** What may be written, below the field. */
  help?: string | undefined;
}

type TextFieldProps = NamedField & Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "name">;

/** A field for a text, a number or a day, with its name and its help. */
export function TextField({ label, help, ...input }: TextFieldProps): ReactElement {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        autoComplete="off"
        spellCheck={false}
        {...input}
        id={id}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
      />
      {help !== undefined && (
        <p id={`${id}-help`} className="row-detail">
          {help}
        </p>
      )}
    </>
  );
}

interface ChoiceFieldProps extends NamedField {
  options: readonly (readonly [value: string, text: string])[];
  defaultValue?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
}

/** A choice of one. */
export function ChoiceField({
  label,
  name,
  options,
  defaultValue,
  onChange,
}: ChoiceFieldProps): ReactElement {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        name={name}
        defaultValue={defaultValue}
        onChange={({ target }) => onChange?.(target.value)}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}

interface TicksFieldProps extends NamedField {
  options: readonly (readonly [value: string, text: string])[];
  /** Those that are ticked at first. */
  ticked?: readonly string[] | undefined;
  /** What stands there where there is nothing to choose. */
  none: string;
}

/** A choice of any number. `FormData.getAll(name)` has those that are ticked. */
export function TicksField({ label, name, options, ticked, none, help }: TicksFieldProps): ReactElement {
  return (
    <fieldset className="ticks">
      <legend>{label}</legend>
      {options.length === 0 && <p className="row-detail">{none}</p>}
      {options.map(([value, text]) => (
        <label key={value}>
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={ticked?.includes(value) ?? false}
          />{" "}
          <bdi>{text}</bdi>
        </label>
      ))}
      {help !== undefined && <p className="row-detail">{help}</p>}
    </fieldset>
  );
}
