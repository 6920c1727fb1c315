// @ts-check
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

/** @type {import('rolldown').InputOptions} */
const common = {
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'es2022' },
  logLevel: 'warn',
};
const chunkFileNames = 'chunk-[hash].js';

await build([
  {
    ...common,
    input,
    external: [runtime, /^ky$/, /^node:/],
    output: { dir: 'dist/esm', format: 'esm', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  {
    ...common,
    input,
    // ky is an ES module only: inlined, so that require() works in every Node and in Jest.
    external: [runtime, /^node:/],
    plugins: [commonJs],
    output: { dir: 'dist/cjs', format: 'cjs', sourcemap: true, cleanDir: true, chunkFileNames },
  },
  {
    ...common,
    platform: 'node',
    input: { index: 'src/cli/index.ts' },
    external: [runtime, /^ky$/],
    output: { dir: 'dist/cli', format: 'esm', sourcemap: true, cleanDir: true, chunkFileNames },
  },
]);
