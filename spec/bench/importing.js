// @ts-check
// A process that imports rxjs, then this library, and tells how many ms each took: `esm` or `cjs`.
import { createRequire } from 'node:module';

const [form = 'esm'] = process.argv.slice(2);
const load = form === 'esm' ? (/** @type {string} */ name) => import(name) : createRequire(import.meta.url);

const began = performance.now();
await load('rxjs');
const between = performance.now();
await load(`../../dist/${form}/index.js`);
const ended = performance.now();
process.send?.({ rxjs: between - began, ours: ended - between }, () => process.exit());
