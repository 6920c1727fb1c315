import * as rxjs from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as library from '../src/index.js';
import { brokenLinks, citedSections, commentsOf, missingFiles, ourFiles, saidIn, textOf } from './support/citations.js';
import { blocksOf, codesIn, headingsOf, proseOf, tableHeadsOf, tableOf } from './support/markdown.js';
import { typeCheck } from './support/typeCheck.js';

const pages = ourFiles.filter((file) => file.endsWith('.md') && !file.endsWith('.api.md'));
const code = ourFiles.filter((file) => /\.[jt]s$/.test(file));

describe('the pages', () => {
  it('link to what is there', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/protocol.md', 'marbles/README.md']));
    expect(pages.flatMap((page) => brokenLinks(page).map((link) => `${page}: ${link}`))).toEqual([]);
  });

  it('would be noticed where they do not', () => {
    const text =
      '# A b\n[a](#a-b) [b](#b) [c](../README.md#a-first-example) [d](../README.md#none) [e](none.md) ![f](x.svg)';
    expect(brokenLinks('docs/protocol.md', text)).toEqual(['#b', '../README.md#none', 'none.md', 'x.svg']);
  });
});

describe('the tables of the pages', () => {
  it('name each column, for who is read to', () => {
    const heads = pages.flatMap((page) => tableHeadsOf(textOf(page)).map((head) => `${page}: ${head}`));
    expect(heads.length).toBeGreaterThan(30);
    expect(heads.filter((head) => /\|\s*\|/.test(head))).toEqual([]);
  });
});

describe('what is cited', () => {
  it('is in the repository', () => {
    const missing = [...pages, ...code].flatMap((file) =>
      missingFiles(saidIn(file)).map((cited) => `${file}: ${cited}`),
    );
    expect(missing).toEqual([]);
  });

  it('would be missed if it were not', () => {
    const page = ['wire', 'protocol.md'].join('-');
    const none = 'none';
    const comments = commentsOf(`
      /** By ${page}, and \`src/${none}/x.ts\`, src/index.ts, README.md and
       * spec/${none}. */
      const url = '/src/tmp'; // see spec/support/${none}.js
      const other = 'src/none'; // or src/{a,b}/*.ts
    `);
    expect(missingFiles(comments)).toEqual(['src/none/x.ts', 'spec/none', 'spec/support/none.js', page]);
  });

  it('of the protocols is a section of the page on them', () => {
    const numbers = headingsOf(textOf('docs/protocol.md')).map(
      (heading) => /^[\d.]+?(?=\.? )/.exec(heading)?.[0] ?? '',
    );
    const cited = code.flatMap((file) => citedSections(saidIn(file)).map((section) => ({ file, section })));
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter(({ section }) => !numbers.includes(section))).toEqual([]);
    const unnumbered = code.filter((file) => /docs\/protocol\.md(?!, sections? \d)/.test(saidIn(file)));
    expect(unnumbered).toEqual([]);
    expect(citedSections('(docs/protocol.md, sections 4.6, 4.9 and 8). docs/protocol.md, section 12.')).toEqual([
      ...['4.6', '4.9', '8', '12'],
    ]);
    // Of the page itself, by their numbers alone.
    const own = [
      ...proseOf(textOf('docs/protocol.md')).matchAll(/\((\d+\.\d+(?:, \d+\.\d+)*)\)|sections? (\d[\d.]*\d|\d)/g),
    ];
    const ownNumbers = own.flatMap(([, list, section]) => (list ?? section ?? '').split(', '));
    expect(ownNumbers.length).toBeGreaterThan(10);
    expect(ownNumbers.filter((section) => !numbers.includes(section))).toEqual([]);
  });
});

/** The fields that the guide says an error has; "the same" are those of the row before. */
const fieldsOfErrors = (): ReadonlyMap<string, readonly string[]> => {
  const fields = new Map<string, readonly string[]>();
  let before: readonly string[] = [];
  for (const [tag = '', , , , told = ''] of tableOf(textOf('docs/guide.md'), 'Errors')) {
    before = [...(told.startsWith('the same') ? before : []), ...codesIn(told)];
    fields.set(codesIn(tag)[0] ?? '', before);
  }
  return fields;
};

/** The options that the guide tells of a sync. */
const optionsOfSync = (): readonly string[] =>
  tableOf(textOf('docs/guide.md'), 'Options of a sync').flatMap(([names = '']) => codesIn(names));

/** The states that the guide tells of a sync. */
const statesOfSync = (): readonly string[] =>
  tableOf(textOf('docs/guide.md'), 'Snapshots').flatMap(([state = '']) => codesIn(state));

/** The names of options in calls that a page shows: `call({ a, b: 1 })`. */
const optionsIn = (page: string, call: string): readonly string[] =>
  codesIn(proseOf(textOf(page)))
    .filter((code) => code.startsWith(`${call}({`))
    .flatMap((code) => [...code.matchAll(/[{,] ?(\w+)/g)].map(([, name = '']) => name));

/** Names with a capital in them, or a dollar at the end, in code: what is a plain word is not told from one. */
const namesIn = (code: string): readonly string[] =>
  (code.replace(/'[^']*'|"[^"]*"/g, '').match(/(?<![\w./:-])[A-Za-z]\w*\$?(?![\w/-])/g) ?? []).filter((name) =>
    /^[A-Za-z]*[a-z][A-Z]|\$$|^[A-Z][a-z]/.test(name),
  );

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*\$?/g) ?? [];

/** Names that pages for users may say: ours, those of the services, of RxJS and of the platform, and a few of others. */
const knownNames = (): ReadonlySet<string> => {
  const reports = ourFiles.filter((file) => file.endsWith('.api.md'));
  const ofServices = [
    'GatewayTimeout',
    'InternalError',
    'SystemBusy',
    'TooManyRequests',
    'AsyncAgentBay',
    'CreateSessionParams',
    'NotRecorded',
    'idleReleaseTimeout',
  ];
  const ofHttp = ['Location', 'Range'];
  const ofTools = [
    'Dockerfile',
    'Miniflare',
    'compatibilityDate',
    'doNotFake',
    'nextTick',
    'postMessage',
    'retryStrategy',
    'useEffect',
  ];
  const madeUp = ['X$', 'agentBay', 'setSnapshot', 'stream$'];
  return new Set([
    ...[...reports, 'docs/protocol.md'].flatMap((file) => wordsOf(textOf(file))),
    ...Object.keys(rxjs),
    ...Object.getOwnPropertyNames(globalThis),
    ...[...ofServices, ...ofHttp, ...ofTools, ...madeUp],
  ]);
};

/** The pages that are about what is there now, for users. */
const guides = pages.filter(
  (page) =>
    /^(?:README\.md|docs\/[\w-]+\.md)$/.test(page) && !/protocol|architecture|CONTRIBUTING|CHANGELOG/.test(page),
);

/** What a page names in its prose that is not known, and that none of its examples has either. */
const unknownNames = (text: string, known: ReadonlySet<string>): readonly string[] => {
  const inExamples = new Set(blocksOf(text).flatMap(({ code }) => wordsOf(code)));
  return codesIn(proseOf(text))
    .flatMap(namesIn)
    .filter((name) => !known.has(name) && !inExamples.has(name));
};

describe('what the pages name', () => {
  it('is there: options, errors, operations and fields', () => {
    const known = knownNames();
    expect(guides.length).toBeGreaterThan(10);
    expect(guides.flatMap((page) => unknownNames(textOf(page), known).map((name) => `${page}: ${name}`))).toEqual([]);
    const text =
      '`settlePoll` of `new AGB({ pacings: 1, maxRetry: 2 })` ends with `TimeOut`, as `sync$` and `sink$` do';
    expect(unknownNames(text, known)).toEqual(['settlePoll', 'maxRetry', 'TimeOut', 'sink$']);
  });

  it('are the errors that there are, with fields that they have', () => {
    const exported = Object.entries(library).flatMap(([name, value]) =>
      typeof value === 'function' && value.prototype instanceof Error ? [name] : [],
    );
    const fields = fieldsOfErrors();
    expect([...fields.keys()].sort()).toEqual(exported.sort());
    const program = [...fields].map(
      ([tag, names]) => `export const of${tag}: readonly (keyof ${tag})[] = ${JSON.stringify(names)};`,
    );
    const imports = `import type { ${exported.join(', ')} } from 'rx-context-sync';`;
    expect(typeCheck({ 'docs/errors.ts': [imports, ...program].join('\n') })).toEqual([]);
  });

  it('are the options and states of a sync, all of them, and options of the emulator', () => {
    const emulator = [
      optionsIn('docs/emulator.md', 'startEmulator'),
      optionsIn('docs/emulator.md', 'emulator.trouble'),
    ];
    expect(emulator.map((names) => names.length > 3)).toEqual([true, true]);
    const unionOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ');
    const [ofStart = [], ofTrouble = []] = emulator;
    const program = `
      import type { AbortOptions, SyncCallback, SyncOptions, SyncState } from 'rx-context-sync';
      import type { EmulatorOptions, Trouble } from 'rx-context-sync/emulator';
      type Options = SyncOptions & AbortOptions & { readonly callback: SyncCallback };
      type Told = ${unionOf(optionsOfSync())};
      export const untold: [Exclude<keyof Options, Told>] extends [never] ? true : Exclude<keyof Options, Told> = true;
      export const unknown: [Exclude<Told, keyof Options>] extends [never] ? true : Exclude<Told, keyof Options> = true;
      type States = ${unionOf(statesOfSync())};
      export const states: [Exclude<SyncState, States>, Exclude<States, SyncState>] extends [never, never] ? true : never = true;
      export const start: readonly (keyof EmulatorOptions)[] = ${JSON.stringify(ofStart)};
      export const trouble: readonly (keyof Trouble)[] = ${JSON.stringify(ofTrouble)};
    `;
    expect(typeCheck({ 'docs/options.ts': program })).toEqual([]);
  });
});
