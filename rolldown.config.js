// @ts-check
import { build } from 'rolldown';
import license from 'rollup-plugin-license';

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

/** The licences of what is bundled ask to be passed on. @param {string} dir */
const licences = (dir) => license({ thirdParty: { output: `${dir}/THIRD-PARTY-LICENSES.txt` } });

/** @type {import('rolldown').InputOptions} */
const common = {
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'es2022' },
  logLevel: 'warn',
};
const chunkFileNames = 'chunk-[hash].js';

const builds = {
  esm: {
    ...common,
    input,
    external: [runtime, /^ky$/, /^node:/],
    plugins: [licences('dist/esm')],
    output: { dir: 'dist/esm', format: 'esm', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  cjs: {
    ...common,
    input,
    // ky is an ES module only: inlined, so that require() works in every Node and in Jest.
    external: [runtime, /^node:/],
    plugins: [commonJs, licences('dist/cjs')],
    output: { dir: 'dist/cjs', format: 'cjs', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  cli: {
    ...common,
    platform: 'node',
    input: { index: 'src/cli/index.ts' },
    external: [runtime, /^ky$/],
    plugins: [licences('dist/cli')],
    output: { dir: 'dist/cli', format: 'esm', cleanDir: true, chunkFileNames },
  },
};

// All of them, or the one that is asked for: `npm start` needs the command only.
const asked = process.argv[2];
await build(
  Object.entries(builds).flatMap(([name, options]) => (asked === undefined || asked === name ? [options] : [])),
);
