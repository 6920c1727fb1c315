import { describe, expect, it } from 'vitest';
import { checkApi } from './apiReport.js';

const entries = [
  ['rx-context-sync', 'dist/types/index.d.ts'],
  ['emulator', 'dist/types/emulator/index.d.ts'],
] as const;

// `npm run api` writes the reports anew: what changes in them changes for users.
const update = process.env['API_REPORT'] === 'update';

describe('the public surface', () => {
  it.each(entries)(
    'of %s is as reported, and whole',
    (name, declarations) => {
      const { isChanged, messages } = checkApi(name, declarations, update);
      expect({ isChanged, messages }).toEqual({ isChanged: false, messages: [] });
    },
    60_000,
  );
});
