import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiChecks } from './apiReport.js';

const entries = [
  ['rx-context-sync', 'dist/types/index.d.ts'],
  ['emulator', 'dist/types/emulator/index.d.ts'],
  ['web', 'dist/types/web/index.d.ts'],
  ['bullmq', 'dist/types/bullmq/index.d.ts'],
] as const;

const exportPattern = /^export (?:abstract )?(?:class|const|function|interface|type) (\w+)/gm;

// `npm run api` writes the reports anew: what changes in them changes for users.
const update = process.env['API_REPORT'] === 'update';

/** What the main entry exports: other entries speak of it, and need not export it, too. */
const exported = new Set(
  [...readFileSync(path.join(import.meta.dirname, 'rx-context-sync.api.md'), 'utf8').matchAll(exportPattern)].map(
    ([, name]) => name,
  ),
);

const isMissing = (message: string): boolean => !exported.has(/"(\w+)"/.exec(message)?.[1]);

describe('the public surface', () => {
  const checkApi = apiChecks(entries, update);

  it.each(entries)(
    'of %s is as reported, and whole',
    (name) => {
      const { isChanged, messages } = checkApi(name);
      expect({ isChanged, messages: messages.filter(isMissing) }).toEqual({ isChanged: false, messages: [] });
    },
    60_000,
  );
});
