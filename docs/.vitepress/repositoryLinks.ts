import { existsSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { pageOf, root } from './places.js';

/**
 * Lets links be written as they work in the repository: those between pages lead to where the pages stand on the site. Other files
 * have no page, so a link to one of them keeps its text only, or leads to the repository where its address is known.
 */
export const repositoryLinks = (markdown: MarkdownRenderer, repository: string | undefined): void => {
  markdown.core.ruler.after('inline', 'repository_links', ({ tokens, env }) => {
    const { path: own, realPath = own } = env as { readonly path: string; readonly realPath?: string };
    for (const { children } of tokens) {
      const open: (string | undefined)[] = [];
      for (const token of children ?? []) {
        if (token.type === 'link_close' && open.pop() === undefined) leaveOut(token);
        if (token.type !== 'link_open') continue;
        const href = siteAddress(token.attrGet('href') ?? '', realPath, repository);
        open.push(href);
        if (href === undefined) leaveOut(token);
        else token.attrSet('href', href);
      }
    }
  });
};

const leaveOut = (token: { type: string; tag: string; content: string }): void => {
  Object.assign(token, { type: 'text', tag: '', content: '', nesting: 0 });
};

/** What a link of a page is on the site. */
const siteAddress = (href: string, page: string, repository: string | undefined): string | undefined => {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [target = '', anchor] = href.split('#');
  const file = path
    .relative(root, path.resolve(path.dirname(page), decodeURI(target)))
    .split(path.sep)
    .join('/');
  const found = pageOf(file);
  if (found !== undefined) return `/${found}${anchor === undefined ? '' : `#${anchor}`}`;
  if (!existsSync(path.join(root, file))) return href;
  return repository === undefined ? undefined : `${repository}/blob/main/${file}`;
};
