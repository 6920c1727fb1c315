import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/**
 * Shows the code that a page names in a paragraph of its own, `In the repository: [name](../recipes/x.ts)`, below that line: the page
 * links to a program that is built and run by the specs, and has no copy of it.
 */
export const recipeCode = (markdown: MarkdownRenderer): void => {
  markdown.core.ruler.before('inline', 'recipe_code', (state) => {
    const { path: own, realPath = own } = state.env as { readonly path: string; readonly realPath?: string };
    state.tokens = state.tokens.flatMap((token, index) => {
      const before = state.tokens[index - 1];
      const [, name = '', file] = linkedRecipe.exec(before?.content ?? '') ?? [];
      if (token.type !== 'paragraph_close' || file === undefined) return [token];
      const fence = new state.Token('fence', 'code', 0);
      fence.info = path.extname(file).slice(1);
      fence.content = readFileSync(path.resolve(path.dirname(realPath), file), 'utf8');
      fence.markup = '```';
      fence.map = before?.map ?? null;
      fence.info += ` [${name}]`;
      return [token, fence];
    });
  });
};

/** A line that names the code to show: what it is called, and where it is. */
export const linkedRecipe = /^In the repository: \[([^\]]+)\]\(([^)]*recipes\/[^)]+)\)$/;
