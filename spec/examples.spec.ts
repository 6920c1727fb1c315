import ts from 'typescript';
import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { ourFiles, textOf } from './support/citations.js';
import { blocksOf, codeBlocksOf, codesIn, tableOf } from './support/markdown.js';
import { typeCheck } from './support/typeCheck.js';

/** The TypeScript examples of a file: those of a page, or those of docstrings. */
const examplesIn = (file: string): readonly string[] =>
  codeBlocksOf(textOf(file).replace(/^ *\* ?/gm, '')).map((code) => `${code}\nexport {};\n`);

/** What the migration table says in our words, as one program. */
const migration = (): string => {
  const rows = tableOf(textOf('docs/migration.md'), "Coming from the services' SDKs");
  const ours = rows.flatMap(([, cell = '']) => codesIn(cell));
  return `
    import { agentBayPacing, AgentBay, AGB, ContextStatusData, contextSync, syncPolicy, unwrap } from 'rx-context-sync';
    import type { ContextInfoResult, SyncCallback } from 'rx-context-sync';
    const agb = new AGB();
    const agentBay = new AgentBay();
    const session = agb.session('s-1');
    const bay = agentBay.session('s-1');
    const policy = syncPolicy();
    const contextSyncs = [contextSync('c', '/p')];
    const target = { contextId: 'c', path: '/p', mode: 'upload' };
    const callback: SyncCallback = (success) => console.log(success);
    const created = await agb.create({ imageId: 'i' });
    const data: unknown = {};
    const blob = new Blob([]);
    declare const item: ContextStatusData;
    declare const info: ContextInfoResult;
    ${ours.map((code) => `void (${code});`).join('\n')}
    export {};
  `;
};

const sources = ourFiles.filter((file) => /^src\/.*\.ts$/.test(file));
const pages = ourFiles.filter((file) => /^(?:docs\/.*|README)\.md$/.test(file));

const isJson = (code: string): boolean => {
  try {
    JSON.parse(code);
    return true;
  } catch {
    return false;
  }
};

const parses = (code: string, fileName: string): boolean =>
  ts.transpileModule(code, { reportDiagnostics: true, fileName }).diagnostics?.length === 0;

const isScript = (code: string): boolean => parses(code, 'example.js');

/** Whether its brackets are closed, and its indents are of four: nothing here parses Python. */
const looksLikePython = (code: string): boolean => {
  const plain = code.replace(/"[^"\n]*"|#.*/g, '');
  const closed = (brackets: string): string => {
    const rest = brackets.replace(/\(\)|\[\]|\{\}/g, '');
    return rest === brackets ? rest : closed(rest);
  };
  return (
    closed(plain.replace(/[^()[\]{}]/g, '')) === '' && plain.split('\n').every((line) => /^(?: {4})*(?! )/.test(line))
  );
};

const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** Whether the scripts that a shell is to run are there. */
const namesScripts = (code: string): boolean =>
  [...code.matchAll(/\bnpm run ([\w:-]+)/g)].every(([, name = '']) => name in scripts);

/** What a block of a language has to be; TypeScript is compiled, all of it together. */
const checks: Readonly<Record<string, (code: string) => boolean>> = {
  ts: () => true,
  'ts theirs': (code) => parses(code, 'example.ts') && !code.includes('rx-context-sync'),
  python: looksLikePython,
  js: isScript,
  json: isJson,
  sh: namesScripts,
  yaml: (code) => parseDocument(code).errors.length === 0,
  text: () => true,
  '': () => true,
};

describe('the examples', () => {
  it('compile, those of the pages and those of the docstrings', () => {
    const files = [...pages, ...sources];
    const examples = files.flatMap((file) =>
      examplesIn(file).map((code, index) => [`examples/${file.replaceAll(/\W/g, '-')}-${index}.ts`, code] as const),
    );
    expect(examples.filter(([name]) => name.startsWith('examples/README'))).toHaveLength(1);
    expect(examples.filter(([name]) => name.startsWith('examples/docs-guide'))).toHaveLength(4);
    expect(examples.filter(([name]) => name.startsWith('examples/docs')).length).toBeGreaterThan(26);
    expect(examples.length).toBeGreaterThan(12);
    expect(typeCheck(Object.fromEntries(examples))).toEqual([]);
  });

  it('in other languages are well-formed, and none is in a language that nobody looks at', () => {
    const blocks = pages.flatMap((page) => blocksOf(textOf(page)).map((block) => ({ page, ...block })));
    expect(blocks.filter((block) => checks[block.language]?.(block.code) !== true)).toEqual([]);
    expect([isJson('{ "a": 1, }'), isScript('const = 1;'), namesScripts('npm run nothing')]).toEqual([
      ...[false, false, false],
    ]);
    const python = ['f(a="(")\n', 'if a:\n    f([b])  # (\n', 'f([b)]\n', 'f(\n', 'if a:\n  f()\n'];
    expect(python.map(looksLikePython)).toEqual([true, true, false, false, false]);
  });

  it('for other libraries are on the pages for who comes from them, and nowhere else', () => {
    const foreign = pages.filter((page) =>
      blocksOf(textOf(page)).some(({ language }) => language === 'python' || language.endsWith(' theirs')),
    );
    expect(foreign).toEqual(pages.filter((page) => page.startsWith('docs/from-')));
    // A fence that says anything else would be read as the end of one.
    const fences = pages.flatMap((page) => textOf(page).match(/^```.*/gm) ?? []);
    expect(fences.filter((fence) => !/^```(?:\w*|ts theirs)$/.test(fence))).toEqual([]);
    expect(checks['ts theirs']?.("import { AGB } from 'rx-context-sync';")).toBe(false);
  });

  it('of the migration table compile, our column', () => {
    const program = migration();
    expect(program.split('\n').length).toBeGreaterThan(60);
    expect(typeCheck({ 'examples/migration.ts': program })).toEqual([]);
  });

  it('would not pass if they were wrong', () => {
    const wrong = "import { AGB } from 'rx-context-sync';\nnew AGB().session(7);\n";
    expect(typeCheck({ 'examples/wrong.ts': wrong })).toEqual([
      "examples/wrong.ts: Argument of type 'number' is not assignable to parameter of type 'string'.",
    ]);
  });

  it('find what users trip over in the types, and nothing else', () => {
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['new AGB().create();', 'Expected 1 arguments, but got 0.'],
      ['new AGB().create({});', "Property 'imageId' is missing"],
      ["new AGB().session('s').context.bind;", "Property 'bind' does not exist"],
      ["new AgentBay().session('s').context.bind(contextSync('c', '/p')); new AgentBay().create();", undefined],
      ["const r = await new AGB().get('s'); r.session.sessionId;", "'r.session' is possibly 'undefined'"],
      ["const r = await new AGB().get('s'); if (r.success) r.session.sessionId; else r.error._tag;", undefined],
      ["const r = await new AGB().context.clear('c'); r.done satisfies true; if (!r.success) r.error._tag;", undefined],
      ["new AGB().context.downloadFile$('c', '/f').subscribe(({ done, blob }) => [done, blob?.size]);", undefined],
      ["const r = await new AGB().context.downloadFile('c', '/f'); if (r.success) r.blob.size;", undefined],
      ["const o: DownloadOptions = {}; await new AGB().context.downloadFile('c', '/f', o);", undefined],
      [
        "for (const c of [new AGB(), new AgentBay()]) await c.delete(c.session('s'), { syncContext: true });",
        undefined,
      ],
      ["syncPolicy({ uploadPolicy: { uploadMode: 'Zip' } });", 'Type \'"Zip"\' is not assignable'],
    ];
    const names = "import { AgentBay, AGB, contextSync, syncPolicy, type DownloadOptions } from 'rx-context-sync';";
    const used = 'void [AgentBay, AGB, contextSync, syncPolicy]; export type Used = DownloadOptions;';
    const programs = rows.map(([code], index) => [`examples/${index}.ts`, `${names}\n${used}\n${code}\n`] as const);
    const told = typeCheck(Object.fromEntries(programs));
    rows.forEach(([code, error], index) => {
      const ofThis = told.filter((line) => line.startsWith(`examples/${index}.ts`)).join();
      expect({ code, told: ofThis }).toEqual({
        code,
        told: error === undefined ? '' : (expect.stringContaining(error) as string),
      });
    });
  });
});
