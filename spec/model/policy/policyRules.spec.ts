import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../../../src/model/errors/InvalidRequest.js';
import { syncPolicy } from '../../../src/model/policy/policyRules.js';
import type { SyncPolicyOptions } from '../../../src/model/policy/SyncPolicy.js';

// docs/protocol.md, section 8.1, without the parts whose default is the service's own.
const defaults = {
  uploadPolicy: { autoUpload: true, uploadStrategy: 'UploadBeforeResourceRelease', uploadMode: 'File' },
  downloadPolicy: { autoDownload: true, downloadStrategy: 'DownloadAsync' },
  deletePolicy: { syncLocalFile: true },
  extractPolicy: { extract: true, deleteSrcFile: true, extractToCurrentFolder: false },
  recyclePolicy: { lifecycle: 'Lifecycle_Forever', paths: [''] },
};

describe('syncPolicy', () => {
  it('is the default of the services where nothing is given', () => {
    for (const nothing of [undefined, {}, { uploadPolicy: undefined, bwList: null as never }]) {
      expect(syncPolicy(nothing)).toEqual(defaults);
    }
  });

  it('keeps what is given, and completes the rest, in the order of the wire', () => {
    const policy = syncPolicy({
      mappingPolicy: { path: '/elsewhere' },
      bwList: { whiteLists: [{ path: '/src', excludePaths: ['/src/tmp'] }, { path: '/docs' }] },
      recyclePolicy: { lifecycle: 'Lifecycle_30Days' },
      uploadPolicy: { uploadMode: 'Archive', autoUpload: false },
    });
    expect(policy).toEqual({
      ...defaults,
      uploadPolicy: { ...defaults.uploadPolicy, uploadMode: 'Archive', autoUpload: false },
      recyclePolicy: { lifecycle: 'Lifecycle_30Days', paths: [''] },
      bwList: {
        whiteLists: [
          { path: '/src', excludePaths: ['/src/tmp'] },
          { path: '/docs', excludePaths: [] },
        ],
      },
      mappingPolicy: { path: '/elsewhere' },
    });
    expect(Object.keys(policy)).toEqual([...Object.keys(defaults), 'bwList', 'mappingPolicy']);
    expect(Object.keys(policy.uploadPolicy)).toEqual(Object.keys(defaults.uploadPolicy));
  });

  it('gives the same again from what it gave', () => {
    const policy = syncPolicy({ bwList: { whiteLists: [{ path: '' }] }, deletePolicy: { syncLocalFile: false } });
    expect(syncPolicy(policy)).toEqual(policy);
  });

  it('takes all lifecycles that the services know', () => {
    const days = ['1Day', '3Days', '5Days', '10Days', '15Days', '30Days', '90Days', '180Days', '360Days', 'Forever'];
    for (const day of days) {
      const lifecycle = `Lifecycle_${day}` as 'Lifecycle_1Day';
      expect(syncPolicy({ recyclePolicy: { lifecycle } }).recyclePolicy.lifecycle).toBe(lifecycle);
    }
  });

  it.each<[unknown, string, RegExp]>([
    ['text', 'policy', /must be an object/],
    [[], 'policy', /must be an object/],
    [new Date(), 'policy', /must be an object/],
    [{ uploadPolicy: new Map() }, 'uploadPolicy', /must be an object/],
    [{ uploadPolicy: true }, 'uploadPolicy', /must be an object/],
    [{ upload: {} }, 'upload', /is no option here: there are uploadPolicy, .*mappingPolicy/],
    [{ uploadPolicy: { period: 30 } }, 'uploadPolicy.period', /is no option here/],
    [{ constructor: {} }, 'constructor', /is no option here/],
    [{ uploadPolicy: { autoUpload: 'yes' } }, 'uploadPolicy.autoUpload', /must be true or false/],
    [{ uploadPolicy: { uploadMode: 'file' } }, 'uploadPolicy.uploadMode', /must be one of File, Archive/],
    [{ uploadPolicy: { uploadStrategy: 'Later' } }, 'uploadPolicy.uploadStrategy', /UploadBeforeResourceRelease/],
    [{ downloadPolicy: { downloadStrategy: '' } }, 'downloadPolicy.downloadStrategy', /must be one of DownloadAsync/],
    [{ extractPolicy: { extractCurrentFolder: true } }, 'extractPolicy.extractCurrentFolder', /is no option here/],
    [
      { recyclePolicy: { lifecycle: 'Lifecycle_2Days' } },
      'recyclePolicy.lifecycle',
      /must be one of Lifecycle_Forever,/,
    ],
    [{ recyclePolicy: { paths: '/a' } }, 'recyclePolicy.paths', /must be an array/],
    [{ recyclePolicy: { paths: ['/ok', '/a/*'] } }, 'recyclePolicy.paths[1]', /must have no wildcards/],
    [{ recyclePolicy: { paths: [7] } }, 'recyclePolicy.paths[0]', /must be text/],
    [{ bwList: { whiteLists: [{ path: '/a?' }] } }, 'bwList.whiteLists[0].path', /must have no wildcards/],
    [{ bwList: { whiteLists: [{}] } }, 'bwList.whiteLists[0].path', /must be text/],
    [{ bwList: { whiteLists: [{ path: '', excludePaths: ['[a]'] }] } }, 'bwList.whiteLists[0].excludePaths[0]', /wild/],
    [{ bwList: { whitelists: [] } }, 'bwList.whitelists', /is no option here: there are whiteLists/],
    [{ mappingPolicy: {} }, 'mappingPolicy.path', /must be text/],
    [{ mappingPolicy: { path: ' ' } }, 'mappingPolicy.path', /must not be blank/],
  ])('refuses %j by name', (given, option, rule) => {
    expect(() => syncPolicy(given as SyncPolicyOptions)).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option, rule: expect.stringMatching(rule) as string }) as Error,
    );
  });

  it('gives a whole policy or names what is wrong, whatever it is given', () => {
    const part = fc.dictionary(fc.constantFrom('autoUpload', 'paths', 'lifecycle', 'path', 'x'), fc.jsonValue());
    const anything = fc.dictionary(
      fc.constantFrom('uploadPolicy', 'recyclePolicy', 'bwList', 'y'),
      fc.oneof(part, fc.jsonValue()),
    );
    fc.assert(
      fc.property(anything, (given) => {
        try {
          expect(Object.keys(syncPolicy(given as SyncPolicyOptions))).toEqual(
            expect.arrayContaining(Object.keys(defaults)),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequest);
        }
      }),
    );
  });

  it('has no mapping without its path, for TypeScript too', () => {
    // @ts-expect-error -- the path is missing
    expect(() => syncPolicy({ mappingPolicy: {} })).toThrow(/mappingPolicy.path/);
  });
});
