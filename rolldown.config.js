// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'rolldown';

// Run by `npm run bundle`: the bundler's own command cannot be quiet, and `npm start` has better things to show.

const input = { index: 'src/index.ts', 'emulator/index': 'src/emulator/index.ts' };
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

/** @type {import('rolldown').InputOptions} */
const common = {
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'es2022' },
  logLevel: 'warn',
};
const chunkFileNames = '[name]-[hash].js';

const builds = {
  esm: {
    ...common,
    input,
    external: [runtime, /^ky$/, /^node:/],
    plugins: [nodeCrypto, licences],
    output: { dir: 'dist/esm', format: 'esm', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  cjs: {
    ...common,
    input,
    // ky is an ES module only: inlined, so that require() works in every Node and in Jest.
    external: [runtime, /^node:/],
    plugins: [commonJs, nodeCrypto, licences],
    output: { dir: 'dist/cjs', format: 'cjs', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  cli: {
    ...common,
    platform: 'node',
    input: { index: 'src/cli/index.ts' },
    external: [runtime, /^ky$/],
    plugins: [nodeCrypto, licences],
    output: { dir: 'dist/cli', format: 'esm', cleanDir: true, chunkFileNames },
  },
};

// All of them, or the one that is asked for: `npm start` needs the command only.
const asked = process.argv[2];
await build(
  Object.entries(builds).flatMap(([name, options]) => (asked === undefined || asked === name ? [options] : [])),
);
