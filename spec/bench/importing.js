// @ts-check
// A process that imports rxjs, then this library (`esm` or `cjs`), then asks a service once, and tells how many ms each took. With
// `fetch` it asks without the library.
import { createRequire } from 'node:module';

const [form = 'esm', endpoint = ''] = process.argv.slice(2);
const load = form === 'cjs' ? createRequire(import.meta.url) : (/** @type {string} */ name) => import(name);

const began = performance.now();
await load('rxjs');
const loadedRxjs = performance.now();
const { AGB } = form === 'fetch' ? {} : await load(`../../dist/${form}/index.js`);
const loadedOurs = performance.now();
if (AGB) {
  const { success, error } = await new AGB({ apiKey: 'any-key', endpoint }).session('s-1').context.info();
  if (!success) throw error;
} else JSON.parse(await (await fetch(`${endpoint}/sdk/GetContextInfo?sessionId=s-1`)).text());
const ended = performance.now();
const told = { rxjs: loadedRxjs - began, ours: loadedOurs - loadedRxjs, untilAnswer: ended - loadedRxjs };
process.send?.(told, () => process.exit());
