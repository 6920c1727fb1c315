import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Journal, type JournaledRequest } from '../../../src/emulator/state/Journal.js';

const nobody = { onRequest: () => undefined, onTask: () => undefined };

const request = (fields: JournaledRequest['fields'], operation = 'GetContext'): JournaledRequest => ({
  at: 0,
  operation,
  fields,
  httpStatus: 200,
  code: 'ok',
  requestId: 'r',
});

describe('the journal', () => {
  it('keeps the last ten thousand requests, and no more than 16 million letters of them', () => {
    const journal = new Journal(nobody);
    for (let number = 0; number < 10_050; number++) journal.addRequest(request({ number: `${number}` }));
    expect(journal.entries.requests.length).toBe(10_000);
    expect(journal.entries.requests[0]?.fields).toEqual({ number: '50' });

    const fields = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`, 'x'.repeat(5000)]));
    for (let number = 0; number < 500; number++) journal.addRequest(request({ ...fields, number: `${number}` }));
    const { requests } = journal.entries;
    const letters = requests.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
    expect(letters).toBeLessThan(17_000_000);
    expect(letters).toBeGreaterThan(15_000_000);
    expect(requests.at(-1)?.fields['number']).toBe('499');
    journal.clear();
    journal.addRequest(request({ a: 'a' }));
    expect(journal.entries.requests).toMatchObject([{ fields: { a: 'a' } }]);
  });

  it('keeps a hundred fields of a request, and 2,000 letters of a name or a value', () => {
    const journal = new Journal(nobody);
    const names = Array.from({ length: 100_000 }, (_, index) => `field${index}`);
    journal.addRequest(request(Object.fromEntries(names.map((name) => [name, name]))));
    journal.addRequest(request({ ['n'.repeat(3000)]: 'v'.repeat(3000) }, 'o'.repeat(3000)));
    const [many, long] = journal.entries.requests;
    expect(Object.entries(many?.fields ?? {})).toEqual([
      ...names.slice(0, 100).map((name) => [name, name]),
      ['…', '99900 more'],
    ]);
    expect(long?.fields).toEqual({ [`${'n'.repeat(2000)}…`]: `${'v'.repeat(2000)}…` });
    expect(long?.operation).toBe(`${'o'.repeat(2000)}…`);
  });

  it('keeps nothing of what is cut off: 30 requests of 4 MB leave no 120 MB', async () => {
    const program = path.join(import.meta.dirname, '../../support/largeRequests.js');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);
    expect(Number(stdout)).toBeLessThan(30);
  });
});
