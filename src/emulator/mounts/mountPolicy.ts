import * as t from 'io-ts';
import { isBelow, relativeSessionPath, sessionPathParts } from '../files/paths.js';
import { parseJson } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** A policy, as far as the emulator heeds it. */
export interface MountPolicy {
  readonly autoUpload: boolean;
  readonly autoDownload: boolean;
  readonly uploadMode: 'File' | 'Archive';
  readonly syncLocalFile: boolean;
  readonly extract: boolean;
  readonly deleteSrcFile: boolean;
  readonly extractToCurrentFolder: boolean;
  /** After how many days a file is recycled; undefined = never. */
  readonly lifecycleDays: number | undefined;
  /** In the context. */
  readonly recyclePaths: readonly string[];
  /** In the mount. */
  readonly whiteLists: readonly { readonly path: string; readonly excludePaths: readonly string[] }[];
  /** The path that the files had in a session before, if it was not that of the mount. */
  readonly mappingPath: string | undefined;
}

const absent = <C extends t.Mixed>(codec: C) => t.union([codec, t.null, t.undefined]);
const part = <P extends t.Props>(props: P) => absent(t.partial(props));
const flag = absent(t.boolean);
const text = absent(t.string);
const texts = absent(t.array(t.string));

/** Policies come partial, with nulls, and with keys and names of Java's own (docs/protocol.md, sections 4.6, 4.9 and 8). */
const sentPolicy = part({
  uploadPolicy: part({ autoUpload: flag, uploadMode: text }),
  downloadPolicy: part({ autoDownload: flag }),
  deletePolicy: part({ syncLocalFile: flag }),
  extractPolicy: part({ extract: flag, deleteSrcFile: flag, extractToCurrentFolder: flag, extractCurrentFolder: flag }),
  recyclePolicy: part({ lifecycle: text, paths: texts }),
  bwList: part({ whiteLists: absent(t.array(t.partial({ path: text, excludePaths: texts }))) }),
  mappingPolicy: part({ path: text }),
});

/**
 * Reads the policy of a mount as it was sent: JSON text, or nothing. Its paths are those in the session, or those in the
 * mount: the services' documents have both.
 *
 * @throws {@link ServiceRefusal} if it cannot be read.
 */
export const mountPolicy = (sent: string | undefined, mountPath: string): MountPolicy => {
  const decoded = decode(sent);
  if (decoded._tag === 'Left') {
    const where = decoded.left[0]?.context.map(({ key }) => key).filter((key) => /[a-z]/i.test(key));
    throw new ServiceRefusal(
      'InvalidParameter.Policy',
      `The policy is not usable: ${where?.join('.') || 'all of it'}.`,
    );
  }
  const { uploadPolicy, downloadPolicy, deletePolicy, extractPolicy, recyclePolicy, bwList, mappingPolicy } =
    decoded.right ?? {};
  const mappingPath = mappingPolicy?.path?.trim() || undefined;
  return {
    autoUpload: uploadPolicy?.autoUpload ?? true,
    autoDownload: downloadPolicy?.autoDownload ?? true,
    uploadMode: uploadPolicy?.uploadMode?.toLowerCase() === 'archive' ? 'Archive' : 'File',
    syncLocalFile: deletePolicy?.syncLocalFile ?? true,
    extract: extractPolicy?.extract ?? true,
    deleteSrcFile: extractPolicy?.deleteSrcFile ?? true,
    extractToCurrentFolder: extractPolicy?.extractToCurrentFolder ?? extractPolicy?.extractCurrentFolder ?? false,
    lifecycleDays: daysIn(recyclePolicy?.lifecycle ?? ''),
    recyclePaths: (recyclePolicy?.paths ?? ['']).map(
      (path) => `${mappingPath ?? mountPath}/${within(mountPath, path)}`,
    ),
    whiteLists: (bwList?.whiteLists ?? []).map(({ path, excludePaths }) => {
      const folder = within(mountPath, path ?? '');
      const excluded = (excludePaths ?? []).filter((one) => one.trim() !== '');
      return { path: folder, excludePaths: excluded.flatMap((one) => readings(mountPath, folder, one)) };
    }),
    mappingPath,
  };
};

const readPolicy = (sent: string | undefined) => sentPolicy.decode(sent === undefined ? undefined : parseJson(sent));

let last: { readonly sent: string | undefined; readonly decoded: ReturnType<typeof readPolicy> } | undefined;

/** Of thousands of mounts most have the same. */
const decode = (sent: string | undefined): ReturnType<typeof readPolicy> => {
  if (last === undefined || last.sent !== sent) last = { sent, decoded: readPolicy(sent) };
  return last.decoded;
};

/** A path in a mount. One that begins with the path of the mount is taken for one in the session. */
const within = (mountPath: string, path: string): string =>
  relativeSessionPath(path, mountPath) ?? sessionPathParts(path).join('/');

/** What an excluded path may mean: it is given from the list's folder, from the mount, or from the root of the session. */
const readings = (mountPath: string, folder: string, path: string): readonly string[] => {
  const inMount = within(mountPath, path);
  const isInFolder = isBelow(inMount, folder) && inMount !== folder;
  return isInFolder || inMount === '' ? [inMount, `${folder}/${inMount}`] : [`${folder}/${inMount}`];
};

const daysIn = (lifecycle: string): number | undefined => {
  const days = /^lifecycle_(\d+)days?$/i.exec(lifecycle)?.[1];
  return days === undefined ? undefined : Number(days);
};
