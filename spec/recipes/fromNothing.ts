import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { root, textOf } from '../support/citations.js';
import { newFolder } from '../support/newFolder.js';

/** The project that "From nothing to a bar" leads to. */
export interface FromNothing {
  /** Its folder, gone when the test is over. */
  readonly folder: string;
  /** One for what its programs keep meanwhile. */
  readonly temporary: string;
  /** What a file says, as it stands in the page. */
  readonly code: (name: string) => string;
}

/** Its server at a port of its own, for that of the page is one that somebody else may have: the one thing that is not as it stands there. */
export const fromNothing = async (port: number): Promise<FromNothing> => {
  const { commands, files } = partsOf(textOf('docs/web.md'));
  expect([...files.keys()]).toEqual(['server.js', 'index.html', 'main.ts', 'vite.config.js']);
  const folder = await newFolder();
  expect(commands).toContain('npm pkg set type=module');
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  // What `npm install` would put there.
  const packages = /^npm install (.*)$/m.exec(commands)?.[1]?.split(' ') ?? [];
  for (const name of packages) {
    const link = path.join(folder, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(name === 'rx-context-sync' ? root : path.join(root, 'node_modules', name), link);
  }
  for (const [name, code] of files) {
    const isToldPort = name === 'server.js' || name === 'vite.config.js';
    expect(code.includes('3000')).toBe(isToldPort);
    await writeFile(path.join(folder, name), code.replaceAll('3000', String(port)));
  }
  return { folder, temporary: await newFolder(), code: (name) => files.get(name) ?? '' };
};

/** The first block is of commands; each other one has the name of its file before it, or in its first line. */
const partsOf = (page: string) => {
  const section = /^## From nothing to a bar\n([^]*?)^## /m.exec(page)?.[1] ?? '';
  const commands = /^```sh\n([^]*?)^```/m.exec(section)?.[1] ?? '';
  const named = section.matchAll(/(?:^`([\w.]+)`.*:\n\n)?^```(?!sh)\w+\n(?:\/\/ ([\w.]+)\n)?([^]*?)^```/gm);
  const files = new Map([...named].map(([, before, within, code = '']) => [before ?? within ?? '', code] as const));
  return { commands, files };
};
