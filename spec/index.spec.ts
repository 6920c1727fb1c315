import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import * as emulator from '../src/emulator/index.js';
import * as library from '../src/index.js';
import { version } from '../src/model/version.js';

describe('the front door', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(library).sort()).toEqual([
      'AGB',
      'AgentBay',
      'BadAnswer',
      'ContextStatusData',
      'InvalidRequest',
      'NotFound',
      'RateLimited',
      'Refused',
      'SyncHandle',
      'TaskFailed',
      'TimedOut',
      'Unauthorized',
      'Unavailable',
      'advance',
      'advance$',
      'agbSession',
      'agentBayPacing',
      'agentBaySession',
      'backoff',
      'contextSync',
      'eachValueFrom',
      'errorFromJSON',
      'hasFailed',
      'hasSucceeded',
      'isContextError',
      'isDone',
      'isFinished',
      'isTransient',
      'newCheckpoint',
      'predictive',
      'snapshotFromJSON',
      'snapshotToJSON',
      'syncDefaults',
      'syncPolicy',
      'throwOnFailure',
      'toPromise',
      'toTaskEither',
      'unwrap',
    ]);
  });

  it('of the emulator exports exactly these', () => {
    expect(Object.keys(emulator).sort()).toEqual([
      'VerificationError',
      'startEmulator',
      'startRecording',
      'startReplay',
    ]);
  });

  it('is of the version that the package says', () => {
    const { version: packaged } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(version).toBe(packaged);
  });
});
