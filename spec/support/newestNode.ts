import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './citations.js';

/** A Node to run programs with. */
export interface NodeRelease {
  readonly version: string;
  readonly execPath: string;
}

const modules = path.join(root, 'node_modules/.cache/newest-node/node_modules');

/** The newest Node that npm had when `npm ci` ran; undefined where it could not be got (`spec/support/getNewestNode.js`). */
export const newestNode = (): NodeRelease | undefined => {
  const names = existsSync(modules) ? readdirSync(modules).filter((entry) => entry.startsWith('node-')) : [];
  const [release] = names.map((name) => {
    const folder = path.join(modules, name);
    const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { version, bin } = JSON.parse(manifest) as { version: string; bin: { node: string } };
    return { version, execPath: path.join(folder, bin.node) };
  });
  return release;
};
