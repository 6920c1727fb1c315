// @ts-check
// How many bytes the library adds to a page, minified and gzipped: `npm run size`, after `npm run build`.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const library = path.resolve(import.meta.dirname, '../../dist/esm/index.js');

/** @type {Record<string, RegExp[]>} */
const bundles = {
  'without rxjs': [/^rxjs(?:\/|$)/],
  'with everything': [],
  'our code alone': [/^(?:rxjs|ky|io-ts|fp-ts)(?:\/|$)/],
};

for (const [name, external] of Object.entries(bundles)) {
  const bundle = await rolldown({ input: library, external, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const bytes = output.reduce((sum, file) => sum + ('code' in file ? gzipSync(file.code, { level: 9 }).length : 0), 0);
  console.log(`${name}: ${bytes} B`);
}
