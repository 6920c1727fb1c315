// @ts-check
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

// Run by `npm run bundle`: the bundler's own command cannot be quiet, and `npm start` has better things to show.

/** One class of Observable must be the same for all: that of whoever uses the library. */
const rxjs = /^rxjs(?:\/|$)/;

/** Without it, Node would read the CommonJS files of this ES module package as ES modules. */
const commonJs = {
  name: 'common-js-scope',
  /** @this {import('rolldown').PluginContext} */
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/**
 * The licences of what is bundled ask to be passed on: each once, below whose it is. (The plugin that is made for it brings a second
 * bundler along.)
 */
const licences = {
  name: 'licences',
  /** @this {import('rolldown').PluginContext} @param {unknown} _ @param {import('rolldown').OutputBundle} bundle */
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => ('moduleIds' in file ? file.moduleIds : []));
    const folders = modules.flatMap((id) => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(id) ?? []);
    /** @type {Map<string, { owners: string[], text: string }>} */
    const known = new Map();
    for (const { owner, text } of [...new Set(folders)].sort().map(licenceOf)) {
      const words = text.replaceAll(/\W+/g, ' ').trim();
      known.set(words, { text, owners: [...(known.get(words)?.owners ?? []), owner] });
    }
    const source = [...known.values()].map(({ owners, text }) => `${owners.join('\n')}\n\n${text}\n`).join('\n\n');
    if (source) this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
  },
};

/** Whose it is, and the text that is the same for all who chose it. @param {string} folder */
const licenceOf = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const whole = file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), 'utf8');
  const ownLine = /^[ \t]*(?:(?:The )?MIT License(?: \(MIT\))?|Copyright (?:\(c\)|©|\d).*)$\n*/gim;
  const copyrights = (whole.match(ownLine) ?? []).map((line) => line.trim()).filter((line) => /^copyright/i.test(line));
  const title = /^[ \t]*(?:The )?MIT License/im.test(whole) ? 'MIT License\n\n' : '';
  return {
    owner: [`${name} ${version}`, ...copyrights].join('\n'),
    text: title + whole.replaceAll(ownLine, '').trim(),
  };
};

/**
 * ky asks the platform what it can do as soon as it is loaded, and Node loads all that it has for requests to answer that. So it
 * is loaded where a client is made, which the library does at its first request.
 */
const lazyKy = {
  name: 'lazy-ky',
  /** @param {string} id @param {string | undefined} importer */
  resolveId: (id, importer) => (id === 'ky' && importer !== '\0lazy-ky' ? '\0lazy-ky' : undefined),
  /** @param {string} id */
  load: (id) =>
    id === '\0lazy-ky' ? "export default { create: (options) => require('ky').default.create(options) };" : undefined,
};

/**
 * What is bundled does nothing but define things, as `sideEffects` says of the file that it ends in. Here it is said of each call
 * that makes one of them, so that a page has what it uses of the file, and no more.
 */
const pureDefinitions = {
  name: 'pure-definitions',
  /** @param {string} code */
  renderChunk(code) {
    const definitions = parseAst(code).body.filter(({ type }) => type === 'VariableDeclaration');
    const calls = [...new Set(definitions.flatMap(callsIn))].sort((a, b) => a - b);
    const pieces = [0, ...calls].map((start, index) => code.slice(start, calls[index]));
    return { code: pieces.join('/* @__PURE__ */ '), map: null };
  },
};

/** Where the calls begin that are made as soon as a definition is read: those in functions are not. @param {unknown} node */
const callsIn = (node) => {
  if (typeof node !== 'object' || node === null) return [];
  const { type = '', start } = /** @type {{ type?: string, start: number }} */ (node);
  if (type.includes('Function')) return [];
  /** @type {number[]} */
  const inside = Object.values(node).flatMap(callsIn);
  return ['CallExpression', 'NewExpression'].includes(type) ? [start, ...inside] : inside;
};

/** @type {import('rolldown').InputOptions} */
const common = {
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  treeshake: { propertyReadSideEffects: false },
  transform: { target: 'es2022' },
  logLevel: 'warn',
};

/** What is said to users stands in the types. */
const comments = { jsdoc: false, annotation: true, legal: true };

/** For who requires it, which no bundler of pages does. Names stay, for stack traces. */
const small = { mangle: false, compress: true, codegen: { removeWhitespace: true } };

/**
 * One file with all in it but rxjs, for many are slow to load.
 *
 * @param {'' | 'web'} room @param {'esm' | 'cjs'} format @param {import('rolldown').Plugin[]} plugins
 */
const library = (room, format, ...plugins) => ({
  ...common,
  input: { index: path.posix.join('src', room, 'index.ts') },
  external: [rxjs],
  plugins: [lazyKy, ...plugins, licences],
  output: {
    dir: path.posix.join('dist', format, room),
    format,
    cleanDir: true,
    comments,
    ...(format === 'cjs' && { minify: small }),
  },
});

/**
 * What is built by itself, and where that is from the file that imports it: it is in the package once.
 *
 * @param {Readonly<Record<string, string>>} places
 */
const builtApart = (places) => ({
  name: 'built-apart',
  /** @param {string} id */
  resolveId: (id) => (id in places ? { id: places[id] ?? '', external: /** @type {const} */ ('relative') } : undefined),
});

/** What stands on an engine that users bring along, and on the library beside it. @param {'esm' | 'cjs'} format */
const bullmq = (format) => ({
  ...common,
  platform: /** @type {const} */ ('node'),
  input: { index: 'src/bullmq/index.ts' },
  external: [rxjs, /^bullmq$/, /^node:/],
  plugins: [builtApart({ '../index.js': '../index.js' })],
  output: { dir: `dist/${format}/bullmq`, format, cleanDir: true, comments },
});

/** rxjs as ES modules, of which a program has what it uses, in one file: what Node would load are 200 files. */
const rxjsModules = { alias: { rxjs: path.resolve('node_modules/rxjs/dist/esm/index.js') } };

/** For a program: nobody reads it. */
const program = { ...common, platform: /** @type {const} */ ('node') };

/** The 20 packages that it takes to make a certificate, for whoever asks for one. */
const selfsigned = {
  ...program,
  input: { index: 'selfsigned' },
  plugins: [commonJs, licences],
  output: { dir: 'dist/selfsigned', format: /** @type {const} */ ('cjs'), cleanDir: true, minify: true },
};

/** For Node only, which imports what is made to be required as well. */
const emulator = {
  ...common,
  // Packages that are made for pages too are to be those for Node.
  platform: /** @type {const} */ ('node'),
  input: { index: 'src/emulator/index.ts' },
  external: [/^(?:io-ts|fp-ts)(?:\/|$)/, /^node:/],
  resolve: { ...common.resolve, ...rxjsModules },
  plugins: [builtApart({ selfsigned: '../../selfsigned/index.js' }), licences],
  output: {
    dir: 'dist/cjs/emulator',
    format: /** @type {const} */ ('cjs'),
    cleanDir: true,
    chunkFileNames: '[name].js',
    comments,
    minify: small,
    // Where modules are emulated, as in Jest, `import()` may not be there.
    dynamicImportInCjs: false,
  },
};

/** The page of the emulator's console: all in one file, for a page that asks for nothing elsewhere. */
const consolePage = {
  ...common,
  platform: /** @type {const} */ ('browser'),
  input: { index: 'src/emulator/console/page/main.tsx' },
  // rxjs has a newer form for who asks so, which is smaller.
  resolve: { conditionNames: ['es2015', 'import', 'module'] },
  plugins: [licences],
  output: {
    dir: 'dist/cjs/emulator/console',
    format: /** @type {const} */ ('esm'),
    cleanDir: true,
    minify: true,
    comments,
  },
};

/** What the emulator runs in a thread of its own, from a file beside its own. */
const syncThread = {
  ...program,
  input: { syncThread: 'src/emulator/sync/syncThreadMain.ts' },
  output: { dir: 'dist/cjs/emulator', format: /** @type {const} */ ('cjs'), minify: true },
};

/** Loaded where a command starts one; required, for an import would have Node look through all of it for its names. */
const lazyEmulator = {
  name: 'lazy-emulator',
  /** @param {string} id */
  resolveId: (id) => (id === '../../emulator/index.js' ? '\0lazy-emulator' : undefined),
  /** @param {string} id */
  load: (id) => {
    if (id !== '\0lazy-emulator') return undefined;
    const calls = ['startEmulator', 'startRecording', 'startReplay'].map(
      (name) => `export const ${name} = (...args) => load('../cjs/emulator/index.js').${name}(...args);`,
    );
    const load = "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);";
    return [load, ...calls].join('\n');
  },
};

const command = {
  ...program,
  input: { index: 'src/cli/index.ts' },
  resolve: { ...common.resolve, ...rxjsModules },
  plugins: [lazyKy, lazyEmulator, licences],
  output: { dir: 'dist/cli', format: /** @type {const} */ ('esm'), cleanDir: true, minify: true },
};

// One by one: each empties its folder first.
await build(library('', 'esm', pureDefinitions));
await build(library('', 'cjs', commonJs));
await build(library('web', 'esm', pureDefinitions));
await build(library('web', 'cjs'));
await build(bullmq('esm'));
await build(bullmq('cjs'));
await build(selfsigned);
const [{ exports }] = (await build(emulator)).output;
await build(syncThread);
await build(consolePage);
for (const file of ['index.html', 'index.css'])
  copyFileSync(`src/emulator/console/page/${file}`, `dist/cjs/emulator/console/${file}`);
mkdirSync('dist/esm/emulator');
writeFileSync('dist/esm/emulator/index.js', `export { ${exports.join(', ')} } from '../../cjs/emulator/index.js';\n`);
await build(command);
