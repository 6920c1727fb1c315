import { InvalidRequest } from '../errors/InvalidRequest.js';
import { flag, listOf, objectOf, oneOf, optional, withDefault, type Rule } from '../options/rules.js';
import type { Lifecycle, SyncPolicy, SyncPolicyOptions, WhiteList } from './SyncPolicy.js';

/** A path may be blank: then it is all that is mounted. */
const plainPath: Rule<string> = (option, value) => {
  if (typeof value !== 'string') throw new InvalidRequest(option, 'must be text');
  if (/[*?[\]]/.test(value))
    throw new InvalidRequest(option, 'must have no wildcards: *, ?, [ and ] are not understood');
  return value;
};

const neededPath: Rule<string> = (option, value) => {
  if (plainPath(option, value).trim() !== '') return String(value);
  throw new InvalidRequest(option, 'must not be blank');
};

/** Every part of a policy with its keys, their rules and defaults (docs/protocol.md, sections 8.1 and 8.2). */
const policyRules = {
  uploadPolicy: objectOf({
    autoUpload: withDefault(flag, true),
    uploadStrategy: withDefault(oneOf('UploadBeforeResourceRelease'), 'UploadBeforeResourceRelease'),
    uploadMode: withDefault(oneOf('File', 'Archive'), 'File'),
  }),
  downloadPolicy: objectOf({
    autoDownload: withDefault(flag, true),
    downloadStrategy: withDefault(oneOf('DownloadAsync'), 'DownloadAsync'),
  }),
  deletePolicy: objectOf({ syncLocalFile: withDefault(flag, true) }),
  extractPolicy: objectOf({
    extract: withDefault(flag, true),
    deleteSrcFile: withDefault(flag, true),
    extractToCurrentFolder: withDefault(flag, false),
  }),
  recyclePolicy: objectOf({
    lifecycle: withDefault(
      oneOf<Lifecycle>(
        'Lifecycle_Forever',
        'Lifecycle_1Day',
        'Lifecycle_3Days',
        'Lifecycle_5Days',
        'Lifecycle_10Days',
        'Lifecycle_15Days',
        'Lifecycle_30Days',
        'Lifecycle_90Days',
        'Lifecycle_180Days',
        'Lifecycle_360Days',
      ),
      'Lifecycle_Forever',
    ),
    paths: withDefault(listOf(plainPath), ['']),
  }),
  bwList: optional(
    objectOf({
      whiteLists: withDefault(
        listOf<WhiteList>(objectOf({ path: plainPath, excludePaths: withDefault(listOf(plainPath), []) })),
        [],
      ),
    }),
  ),
  mappingPolicy: optional(objectOf({ path: neededPath })),
};

/**
 * A whole policy: what is given, and the services' defaults for the rest. Its rules are the stricter ones of the services'
 * clients: no wildcards in paths, no unknown keys, no values but the known ones.
 *
 * @throws `InvalidRequest` that names the key, for example `recyclePolicy.paths[0]`, and the rule.
 *
 * @example
 * ```ts
 * import { contextSync, syncPolicy } from 'rx-context-sync';
 *
 * const policy = syncPolicy({
 *   uploadPolicy: { uploadMode: 'Archive' },
 *   recyclePolicy: { lifecycle: 'Lifecycle_30Days' },
 *   bwList: { whiteLists: [{ path: '/src', excludePaths: ['/src/node_modules'] }] },
 * });
 * const mounted = contextSync('SdkCtx-1', '/home/my-data', policy);
 * ```
 */
export const syncPolicy = (options?: SyncPolicyOptions): SyncPolicy => objectOf(policyRules, 'policy')('', options);
