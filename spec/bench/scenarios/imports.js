// @ts-check
// What an import costs a process that has rxjs already, against what rxjs itself cost it; and, for what is put off is not saved, how
// long it takes from there to the first answer of a service, against `fetch`.
import { inProcess } from '../processes.js';
import { format } from '../scenario.js';

const aim = { most: 0.35, of: 'rxjs' };

/** @type {import('../scenario.js').Scenario} */
export const importScenario = {
  name: 'import',
  title: 'import time in a fresh process that has rxjs loaded, against that of rxjs itself',
  // A round is short, and disks and caches make it vary.
  roundsEach: 4,
  rows: [
    { title: 'import (ES modules)', figure: ({ esm = NaN }) => esm, format: format.time, aim },
    { title: 'require (CommonJS)', figure: ({ cjs = NaN }) => cjs, format: format.time, aim },
    { title: 'import and first answer', figure: ({ untilAnswer = NaN }) => untilAnswer, format: format.time },
  ],
  run: async (service) => {
    await service.reset({});
    const esm = await inProcess('importing.js', ['esm', service.url]);
    const cjs = await inProcess('importing.js', ['cjs', service.url]);
    const { untilAnswer } = await inProcess('importing.js', ['fetch', service.url]);
    return {
      ours: { esm: esm.ours, cjs: cjs.ours, untilAnswer: esm.untilAnswer },
      rxjs: { esm: esm.rxjs, cjs: cjs.rxjs },
      fetch: { untilAnswer },
    };
  },
};
