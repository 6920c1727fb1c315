import { afterEach, describe, expect, it, vi } from 'vitest';
import { InvalidRequest } from '../../src/index.js';
import { services } from '../support/services.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The names of the variables that are read while the environment is this. */
const reading = (variables: (name: string) => unknown, run: () => unknown): readonly string[] => {
  const names: string[] = [];
  const env = new Proxy(
    {},
    {
      get: (_, name) => {
        names.push(String(name));
        return variables(String(name));
      },
    },
  );
  vi.stubGlobal('process', Object.create(process, { env: { value: env } }));
  run();
  return names;
};

const refuse = (name: string): never => {
  throw Object.assign(new Error(`Requires env access to "${name}", run again with the --allow-env flag`), {
    name: 'NotCapable',
  });
};

const given = { apiKey: 'any-key', endpoint: 'http://127.0.0.1:9', regionId: 'r', requestTimeout: 5, pacing: 5 };

describe.each(services)('a client of $name', ({ prefix, client }) => {
  it.each([
    [given, []],
    [{ ...given, apiKey: undefined }, ['API_KEY']],
    [{ ...given, endpoint: undefined }, ['ENDPOINT']],
    [{ ...given, regionId: undefined }, ['REGION_ID']],
    [{ ...given, requestTimeout: undefined }, ['TIMEOUT_MS']],
    [{ ...given, pacing: undefined }, ['PACING_MS']],
    [undefined, ['API_KEY', 'ENDPOINT', 'REGION_ID', 'TIMEOUT_MS', 'PACING_MS']],
  ])('with %j reads %j and no other variable', (options, names) => {
    const key = (name: string): unknown => (name.endsWith('API_KEY') ? 'k' : undefined);
    expect(reading(key, () => client(options))).toEqual(names.map((name) => `${prefix}_${name}`));
  });

  it('takes an environment that may not be read for an empty one', () => {
    const names = reading(refuse, () => client({ apiKey: 'any-key', endpoint: 'http://127.0.0.1:9' }));
    expect(names).toEqual(['REGION_ID', 'TIMEOUT_MS', 'PACING_MS'].map((name) => `${prefix}_${name}`));
  });

  it('says of a missing key whether the environment may be read', () => {
    const missing = `\`apiKey\` is missing: give it as an option or in the environment as ${prefix}_API_KEY`;
    const told = (variables: (name: string) => unknown): unknown => {
      try {
        reading(variables, () => client({}));
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const open = told(() => undefined);
    const refused = told(refuse);
    expect([open, refused]).toEqual([expect.any(InvalidRequest), expect.any(InvalidRequest)]);
    expect(String(open)).toBe(`InvalidRequest: ${missing}`);
    expect(String(refused)).toBe(`InvalidRequest: ${missing}, which this program may not read`);
  });

  it.each([
    ['no process', undefined],
    ['a process without an environment', {}],
    ['a process that refuses it', Object.defineProperty({}, 'env', { get: () => refuse('all') })],
    ['an environment of other things than text', { env: { [`${prefix}_TIMEOUT_MS`]: 7, [`${prefix}_ENDPOINT`]: {} } }],
  ])('needs no more than its key where there is %s', (_, process) => {
    vi.stubGlobal('process', process);
    expect(() => client({ apiKey: 'any-key' })).not.toThrow();
    expect(() => client()).toThrow('`apiKey` is missing');
  });
});
