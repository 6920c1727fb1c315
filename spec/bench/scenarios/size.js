// @ts-check
// How many bytes the library adds to a page, bundled and minified by esbuild, and gzipped.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, stop, transform } from 'esbuild-wasm';
import { format } from '../scenario.js';

const library = './dist/esm/index.js';
const web = './dist/esm/web/index.js';
const all = `export * from '${library}';`;
const syncAlone = `
  import { AGB } from '${library}';
  export const sync = (apiKey, sessionId) => new AGB({ apiKey }).session(sessionId).context.sync$();
`;
const sessionAlone = `
  import { agbSession } from '${library}';
  export const sync = (apiKey, sessionId) => agbSession(sessionId, { apiKey }).context.sync$();
`;

/** @type {Record<string, { program: string, external?: string[] }>} */
const bundles = {
  all: { program: all },
  syncAlone: { program: syncAlone },
  sessionAlone: { program: sessionAlone },
  withoutRxjs: { program: all, external: ['rxjs'] },
  remoteSync: { program: `export { remoteSync$ } from '${web}';`, external: ['rxjs'] },
  remoteSyncs: { program: `export { remoteSyncs } from '${web}';`, external: ['rxjs'] },
  syncHandler: { program: `export { syncHandler } from '${web}';`, external: ['rxjs'] },
  // What is built has parts of others in it.
  ourCode: { program: `export * from './src/index.ts';`, external: ['rxjs', 'ky', 'io-ts', 'fp-ts'] },
};

/** @param {{ program: string, external?: string[] }} bundle */
const sizeOf = async ({ program, external = [] }) => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: path.resolve(import.meta.dirname, '../../..') },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
    write: false,
    logLevel: 'error',
  });
  const codes = await Promise.all(outputFiles.map(({ text }) => withoutUnusedImports(text)));
  return codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);
};

/** What is external stays whole: where that is bundled too, a page has no name of it that nobody uses. @param {string} code */
const withoutUnusedImports = async (code) =>
  (await transform(code, { loader: 'ts', minify: true, target: 'es2022' })).code;

/** @param {string} title @param {string} key @param {import('../scenario.js').Aim} [aim] @returns {import('../scenario.js').Row} */
const row = (title, key, aim) => ({
  title,
  figure: (result) => result[key] ?? NaN,
  format: format.bytes,
  ...(aim && { aim }),
});

/** @type {import('../scenario.js').Scenario} */
export const sizeScenario = {
  name: 'size',
  title: 'bytes in a page, minified and gzipped',
  roundsEach: 0,
  rows: [
    row('all, with rxjs', 'all', { most: 28_000 }),
    row('AGB with sync$ alone, with rxjs', 'syncAlone', { most: 20_000 }),
    row('agbSession with sync$ alone, with rxjs', 'sessionAlone', { most: 20_000 }),
    row('all, without rxjs', 'withoutRxjs'),
    row('our code alone', 'ourCode'),
    row('remoteSync$ of the bridge, without rxjs', 'remoteSync', { most: 3000 }),
    row('remoteSyncs of the bridge, without rxjs', 'remoteSyncs', { most: 3700 }),
    row('syncHandler on the server, without rxjs', 'syncHandler'),
  ],
  run: async () => {
    /** @type {Record<string, number>} */
    const ours = {};
    for (const [name, bundle] of Object.entries(bundles)) ours[name] = await sizeOf(bundle);
    await stop();
    return { ours };
  },
};
