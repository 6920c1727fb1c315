import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './citations.js';

/** A Node to run programs with. */
export interface NodeRelease {
  readonly version: string;
  readonly execPath: string;
}

const modules = path.join(root, 'node_modules/.cache/newest-node/node_modules');

/** The newest Node that npm had when `npm test` began; undefined where it could not be got (`spec/support/getNewestNode.js`). */
export const newestNode = (): NodeRelease | undefined => {
  const names = existsSync(modules) ? readdirSync(modules).filter((entry) => entry.startsWith('node-')) : [];
  const [release] = names.flatMap((name) => {
    const folder = path.join(modules, name);
    const manifest = path.join(folder, 'package.json');
    // What was broken off is none.
    if (!existsSync(manifest)) return [];
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string; bin: { node: string } };
    const execPath = path.join(folder, bin.node);
    return existsSync(execPath) ? [{ version, execPath }] : [];
  });
  return release;
};
