import path from 'node:path';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { nav, sidebar } from './navigation.js';
import { rewrites, root } from './places.js';
import { recipeCode } from './recipeCode.js';
import { repositoryLinks } from './repositoryLinks.js';
import { slug } from './slug.js';
import { withoutScripts } from './withoutScripts.js';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly description: string;
  readonly repository?: { readonly url: string };
};
const repository = manifest.repository?.url.replace(/^git\+|\.git$/g, '');

export default defineConfig({
  title: 'rx-context-sync',
  description: manifest.description,
  lang: 'en',
  head: [withoutScripts],
  srcDir: '..',
  outDir: '../site/dist',
  cacheDir: '../node_modules/.cache/vitepress',
  srcExclude: ['{src,spec,coverage}/**', 'recipes/!(README.md)/**', 'LICENSE*'],
  rewrites: { ...rewrites },
  markdown: {
    image: { lazyLoad: true },
    anchor: { slugify: slug },
    config: (markdown) => {
      recipeCode(markdown);
      repositoryLinks(markdown, repository);
    },
  },
  // Pictures stay files: a page of the rules shows more than a hundred.
  // The index of the search is larger than what is warned of; it is loaded by who searches.
  vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    nav,
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: 'local',
      // A guide says more than a name of the reference that is spelled alike.
      options: {
        miniSearch: {
          searchOptions: { boostDocument: (page: string) => (page.startsWith('/reference/') ? 0.2 : 1) },
        },
      },
    },
    ...(repository === undefined ? {} : { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});
