import { existsSync } from 'node:fs';
import path from 'node:path';
import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, it } from 'vitest';
import config from '../docs/.vitepress/config.js';
import { chapters, nav } from '../docs/.vitepress/navigation.js';
import { pageOf } from '../docs/.vitepress/places.js';
import { linkedRecipe } from '../docs/.vitepress/recipeCode.js';
import { rules } from '../marbles/rules.js';
import { ourFiles, root, textOf } from './support/citations.js';
import { fileOf } from './support/rulesPage.js';

/** The pages of the repository that are on the site, by where they stand there. */
const pages = new Map(
  [...ourFiles, 'recipes/README.md'].flatMap((file) => {
    const page = pageOf(file);
    return page === undefined ? [] : [[page, file] as const];
  }),
);

/** The page that an address of the site leads to. */
const pageAt = (address: string): string => {
  const [place = ''] = address.split('#');
  return `${place.slice(1).replace(/\.html$/, '') || 'index'}.md`;
};

/** The page as the site has it, without colours in its code, which take long. */
const rendered = (async () => {
  const renderer = await createMarkdownRenderer(root, { ...config.markdown, highlight: (code) => code });
  const pairs = [...pages].map(async ([page, file]) => {
    const env = { path: path.join(root, page), realPath: path.join(root, file), relativePath: page };
    return [page, await renderer.renderAsync(textOf(file), env)] as const;
  });
  return new Map(await Promise.all(pairs));
})();

const attributesOf = (html: string, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value);

describe('the navigation', () => {
  const linked = [...nav, ...chapters.flatMap(({ items }) => items)].map(({ link }) => link);

  it('leads to pages that are written', () => {
    const missing = linked.filter((link) => link !== '/reference/' && !pages.has(pageAt(link)));
    expect(missing).toEqual([]);
  });

  it('leads to all of them', () => {
    expect(pages.size).toBeGreaterThan(15);
    expect([...pages.keys()].filter((page) => !linked.some((link) => pageAt(link) === page))).toEqual([]);
  });
});

describe('the pages on the site', () => {
  it('link to pages that are there, and to places in them that are there', async () => {
    const all = await rendered;
    const links = [...all].flatMap(([page, html]) =>
      attributesOf(html.replace(/<a class="header-anchor".*?<\/a>/g, ''), 'href').map((href) => ({ page, href })),
    );
    const inside = links.filter(({ href }) => !/^https?:/.test(href));
    expect(inside.length).toBeGreaterThan(50);
    const broken = inside.filter(({ page, href }) => {
      const [place = '', anchor] = href.split('#');
      const target = all.get(place === '' ? page : pageAt(place));
      return target === undefined || (anchor !== undefined && !attributesOf(target, 'id').includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('keep the text of what is in the repository only', async () => {
    expect((await rendered).get('rules.md')).toBeDefined();
    expect((await rendered).get('recipes.md')).toContain('<td>react</td>');
  });

  it('show the code of recipes that they name', async () => {
    const html = (await rendered).get('frameworks.md') ?? '';
    const named = textOf('docs/frameworks.md')
      .split('\n')
      .flatMap((line) => linkedRecipe.exec(line)?.[2]?.replace('../', '') ?? []);
    expect(named.length).toBeGreaterThan(6);
    expect(html.match(/<div class="language-/g)).toHaveLength(named.length + 1);
    for (const file of named) expect(html).toContain(textOf(file));
  });
});

describe('the pictures of rules', () => {
  const shown = new Map(
    rules.flatMap((rule) => rule.pictures.map((picture) => [fileOf(rule, picture), picture.shows] as const)),
  );
  const used = [...pages.values()].flatMap((page) =>
    [...textOf(page).matchAll(/!\[([^\]]*)\]\(\S*?(rule-[\w-]+\.svg)\)/g)].map(([, told, file = '']) => ({
      page,
      file,
      told,
    })),
  );

  it('show what pages say that they show', () => {
    expect(used.filter(({ page }) => page === 'docs/done.md').length).toBeGreaterThan(8);
    expect(used.filter(({ file, told }) => shown.get(file) !== told)).toEqual([]);
  });
});

describe('what is built', () => {
  it('asks no other host for anything, and is searched by itself', () => {
    expect(config.themeConfig?.search).toMatchObject({ provider: 'local' });
    const own = [JSON.stringify(config.head), textOf('docs/.vitepress/theme/style.css')];
    expect(own.join()).not.toMatch(/url\(|@import|https?:|src=/);
  });

  it('stays out of the repository', () => {
    expect(textOf('.gitignore').split('\n')).toContain('site');
    expect(path.relative(root, path.resolve(root, 'docs', config.outDir ?? ''))).toBe(path.join('site', 'dist'));
    expect(existsSync(path.join(root, 'docs/.vitepress/cache'))).toBe(false);
  });
});
