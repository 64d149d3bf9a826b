import type { HtmlTagDescriptor, Plugin, Rollup } from "vite";

/** What draws the page. The entry asks for it, and index.html names it, so that both are fetched side by side. */
const DRAWS_PAGE = /\/app\/draw-page\.tsx$/;

/** Names in index.html the scripts that the entry asks for at once. */
export function preloadPage(): Plugin {
  return {
    name: "preload-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const page = chunks.find(({ moduleIds }) => moduleIds.some((id) => DRAWS_PAGE.test(id)));
        if (!page) throw new Error("The build has no chunk of app/draw-page.tsx");
        return [page, ...importedBy(page, chunks)]
          .filter(({ fileName }) => !html.includes(fileName))
          .map(preloadOf);
      },
    },
  };
}

function importedBy(chunk: Rollup.OutputChunk, chunks: readonly Rollup.OutputChunk[]): Rollup.OutputChunk[] {
  return chunks.filter(({ fileName }) => chunk.imports.includes(fileName));
}

function preloadOf({ fileName }: Rollup.OutputChunk): HtmlTagDescriptor {
  const attrs = { rel: "modulepreload", crossorigin: true, href: `./${fileName}` };
  return { tag: "link", attrs, injectTo: "head" };
}
