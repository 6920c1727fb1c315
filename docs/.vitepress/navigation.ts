import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './places.js';

interface Page {
  text: string;
  link: string;
}

interface Chapter {
  text: string;
  collapsed?: boolean;
  items: (Page | Chapter)[];
}

/** The pages that people write, in the order in which they teach. */
export const chapters: (Chapter & { items: Page[] })[] = [
  {
    text: 'Learn',
    items: [
      { text: 'Start in one minute', link: '/' },
      { text: 'What “done” means', link: '/done' },
      { text: 'The rules, each a picture', link: '/rules' },
      { text: 'Beside the official SDKs', link: '/readme' },
    ],
  },
  {
    text: 'In a page',
    items: [
      { text: 'React, Angular, Vue, Svelte, Solid', link: '/frameworks' },
      { text: 'A page without the key', link: '/web' },
      { text: 'Recipes to copy', link: '/recipes' },
    ],
  },
  {
    text: 'In a program',
    items: [
      { text: 'Promises, callbacks, fp-ts', link: '/promises' },
      { text: 'Composing', link: '/composing' },
      { text: 'Many syncs', link: '/many' },
      { text: 'Testing', link: '/testing' },
      { text: 'The emulator', link: '/emulator' },
      { text: 'The command', link: '/command' },
      { text: 'Seen from outside', link: '/tracing' },
      { text: 'What runs where', link: '/runtimes' },
    ],
  },
  {
    text: 'Across machines',
    items: [
      { text: 'More syncs than one machine', link: '/workers' },
      { text: 'Planning for 100,000', link: '/planning' },
    ],
  },
  {
    text: 'Coming from the SDKs',
    items: [
      { text: 'All names in one table', link: '/migration' },
      { text: 'From AGB’s TypeScript', link: '/from-agb-typescript' },
      { text: 'From AGB’s Python', link: '/from-agb-python' },
      { text: 'From AgentBay’s TypeScript', link: '/from-agentbay-typescript' },
      { text: 'From AgentBay’s Python', link: '/from-agentbay-python' },
    ],
  },
  {
    text: 'Look up',
    items: [
      { text: 'All in one page', link: '/guide' },
      { text: 'Errors, and what to do', link: '/errors' },
      { text: 'Changelog', link: '/changelog' },
    ],
  },
  {
    text: 'Inside',
    items: [
      { text: 'The protocols', link: '/protocol' },
      { text: 'Architecture', link: '/architecture' },
      { text: 'Working on it', link: '/contributing' },
    ],
  },
];

export const nav: Page[] = [
  { text: 'Start', link: '/' },
  { text: 'Errors', link: '/errors' },
  { text: 'Reference', link: '/reference/' },
];

/** An entry of what typedoc wrote: a module, a group of its names, or a name. */
interface Reference {
  readonly title: string;
  readonly path?: string;
  readonly children?: readonly Reference[];
}

/** What a module of the sources is called by those who import it. */
const importedAs = (module: string): string => (module === 'index' ? 'rx-context-sync' : `rx-context-sync/${module}`);

const referencePage = ({ title, path: file = '' }: Reference): Page => ({
  text: title,
  link: `/reference/${file.replace(/(?:index)?\.md$/, '')}`,
});

const referenceChapter = (module: Reference): Chapter => ({
  text: importedAs(module.title),
  collapsed: true,
  items: [
    { ...referencePage(module), text: 'Overview' },
    ...(module.children ?? []).map(({ title, children = [] }) => ({
      text: title,
      collapsed: true,
      items: children.map(referencePage),
    })),
  ],
});

/** What `typedoc` made of the docstrings, entry by entry. It is made before the site is; without it, there is no reference. */
const reference = (): Chapter[] => {
  const file = path.join(root, 'site/reference.json');
  if (!existsSync(file)) return [];
  const modules = JSON.parse(readFileSync(file, 'utf8')) as readonly Reference[];
  return modules.map(referenceChapter).sort((one, other) => one.text.localeCompare(other.text));
};

/** What stands beside a page: for the reference its names, for what people write the other pages. */
export const sidebar = () => ({ '/reference/': reference(), '/': chapters });
