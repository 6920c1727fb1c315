import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Where each page of the repository stands on the site. What is not named stays out of it. */
export const rewrites: Readonly<Record<string, string>> = {
  'docs/start.md': 'index.md',
  'docs/CHANGELOG.md': 'changelog.md',
  'docs/CONTRIBUTING.md': 'contributing.md',
  'docs/:page.md': ':page.md',
  'README.md': 'readme.md',
  'recipes/README.md': 'recipes.md',
  'marbles/README.md': 'rules.md',
  'site/reference/:rest*': 'reference/:rest*',
};

/** The page of the site that a page of the repository, or a generated one, is; undefined where it is none. */
export const pageOf = (file: string): string | undefined => {
  const named = rewrites[file];
  if (named !== undefined) return named;
  const page = /^docs\/([^/.]+\.md)$/.exec(file) ?? /^site\/(reference\/.+\.md)$/.exec(file);
  return page?.[1];
};
