import { describe, expect, it } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/index.js';

describe('the options of an emulator', () => {
  it.each([
    [{ tls: 'yes' }, 'tls'],
    [{ tls: { cert: 'c' } }, 'tls.key'],
    [{ apiKeys: ['a b'] }, 'apiKeys'],
    [{ apiKeys: 'a' }, 'apiKeys'],
    [{ clock: 5 }, 'clock'],
    [{ host: ' ' }, 'host'],
    [{ tlsPort: -1 }, 'tlsPort'],
    [{ controlToken: 'a b' }, 'controlToken'],
    [{ controlToken: '' }, 'controlToken'],
    [{ controlToken: 5 }, 'controlToken'],
    [{ dataDir: ' ' }, 'dataDir'],
    [{ folder: '/x' }, 'folder'],
  ])('are refused where they break a rule: %j', async (options, option) => {
    await expect(startEmulator(options as EmulatorOptions)).rejects.toMatchObject({ _tag: 'InvalidRequest', option });
  });
});
