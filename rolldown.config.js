// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

// Run by `npm run bundle`: the bundler's own command cannot be quiet, and `npm start` has better things to show.

/** One class of Observable must be the same for all: that of whoever uses the library. */
const rxjs = /^rxjs(?:\/|$)/;
const runtime = /^(?:rxjs|io-ts|fp-ts)(?:\/|$)/;

/** Without it, Node would read the CommonJS files of this ES module package as ES modules. */
const commonJs = {
  name: 'common-js-scope',
  /** @this {import('rolldown').PluginContext} */
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/** `require('crypto')` of a bundled CommonJS package: ES modules have no `require`, but may import the same. */
const nodeCrypto = {
  name: 'node-crypto',
  /** @param {string} id */
  resolveId: (id) => (id === 'crypto' ? '\0node-crypto' : undefined),
  /** @param {string} id */
  load: (id) => (id === '\0node-crypto' ? "export * from 'node:crypto';" : undefined),
};

/** The licences of what is bundled ask to be passed on. (The plugin that is made for it brings a second bundler along.) */
const licences = {
  name: 'licences',
  /** @this {import('rolldown').PluginContext} @param {unknown} _ @param {import('rolldown').OutputBundle} bundle */
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => ('moduleIds' in file ? file.moduleIds : []));
    const folders = modules.flatMap((id) => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(id) ?? []);
    const source = [...new Set(folders)].sort().map(licenceOf).join('\n\n');
    if (source) this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source: `${source}\n` });
  },
};

/** @param {string} folder */
const licenceOf = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}`;
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
  transform: { target: 'es2022' },
  logLevel: 'warn',
};
const chunkFileNames = '[name]-[hash].js';

/**
 * One file with all in it but rxjs, for many are slow to load.
 *
 * @param {'esm' | 'cjs'} format @param {import('rolldown').Plugin[]} plugins
 */
const library = (format, ...plugins) => ({
  ...common,
  input: { index: 'src/index.ts' },
  external: [rxjs],
  treeshake: { propertyReadSideEffects: /** @type {const} */ (false) },
  plugins: [lazyKy, ...plugins, licences],
  output: {
    dir: `dist/${format}`,
    format,
    sourcemap: true,
    cleanDir: true,
    // What is said to users stands in the types.
    comments: { jsdoc: false, annotation: true, legal: true },
  },
});

/** @param {'esm' | 'cjs'} format */
const emulator = (format) => ({
  ...common,
  input: { index: 'src/emulator/index.ts' },
  external: [runtime, /^node:/],
  plugins: [nodeCrypto, licences],
  output: { dir: `dist/${format}/emulator`, format, sourcemap: true, cleanDir: true, chunkFileNames },
});

const command = {
  ...common,
  platform: /** @type {const} */ ('node'),
  input: { index: 'src/cli/index.ts' },
  external: [runtime, /^ky$/],
  plugins: [nodeCrypto, licences],
  output: { dir: 'dist/cli', format: /** @type {const} */ ('esm'), cleanDir: true, chunkFileNames },
};

/** @type {Record<string, import('rolldown').BuildOptions[]>} */
const builds = {
  esm: [library('esm', pureDefinitions), emulator('esm')],
  cjs: [library('cjs', commonJs), emulator('cjs')],
  cli: [command],
};

// All of them, or those that are asked for: `npm start` needs the command only. One by one: each empties its folder first.
const asked = process.argv[2];
for (const options of Object.entries(builds).flatMap(([name, all]) => (name === (asked ?? name) ? all : []))) {
  await build(options);
}
