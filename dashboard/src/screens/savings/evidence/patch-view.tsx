import type { RecommendationPatch } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { saveBlob } from "../../../export/save-file.ts";
import { CopyButton } from "../../../panels/copy-button.tsx";
import { type PatchForm, patchForms } from "./patch-forms.ts";

/** A patch in each form in which it can be applied, to be copied or saved. */
export function PatchView({ patch }: { patch: RecommendationPatch }): ReactElement {
  const forms = patchForms(patch);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = forms.find(({ name }) => name === chosen) ?? forms[0];
  return (
    <>
      {shown && (
        <>
          <fieldset className="tabs plain" aria-label="Form of the patch">
            {forms.map(({ name }) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === shown.name}
                onClick={() => setChosen(name)}
              >
                {name}
              </button>
            ))}
          </fieldset>
          <PatchText form={shown} />
        </>
      )}
      {patch.unpatched.map(({ namespace, controllerKind, controller, container, why, annotations }) => (
        <p key={`${namespace} ${controllerKind} ${controller} ${container}`} className="evidence-warning">
          <bdi>{`${namespace} / ${controllerKind}/${controller} / ${container}`}</bdi>: <bdi>{why}</bdi>
          {annotations && (
            <code className="patch-annotations">
              {Object.entries(annotations)
                .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
                .join("\n")}
            </code>
          )}
        </p>
      ))}
      {forms.length === 0 && patch.unpatched.length === 0 && <p>There is nothing to be patched.</p>}
    </>
  );
}

function PatchText({ form }: { form: PatchForm }): ReactElement {
  const { name, note, files } = form;
  return (
    <>
      <p className="row-detail">{note}</p>
      {files.map(({ path, content }) => (
        <div key={path} className="patch-file">
          <p className="toolbar">
            <code>{path}</code>
            <CopyButton what={files.length === 1 ? "the patch" : path} text={content} />
            <button type="button" onClick={() => saveBlob(path, new Blob([content], { type: "text/plain" }))}>
              Save
            </button>
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
          <pre tabIndex={0} aria-label={`${name}: ${path}`}>
            {content}
          </pre>
        </div>
      ))}
    </>
  );
}
