import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const recipes = path.join(root, 'recipes');

/** A project outside of this one, into which recipes are copied by the commands of their README. */
export interface CopiedRecipes {
  readonly folder: string;
  readonly close: () => Promise<void>;
}

const readme = () => readFile(path.join(recipes, 'README.md'), 'utf8');

/** Its commands are about React and hono: those for another page or server have its name in their place. */
export const copyRecipes = async (pages: readonly string[], servers: readonly string[]): Promise<CopiedRecipes> => {
  const outside = await realpath(await mkdtemp(path.join(tmpdir(), 'copied-recipes-')));
  const folder = path.join(outside, 'project');
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  // What `npm install` would put there.
  await symlink(root, path.join(folder, 'node_modules/rx-context-sync'));
  await symlink(path.join(root, 'node_modules'), path.join(outside, 'node_modules'));
  const text = await readme();
  const [ofPage = '', ofServer = '', next = '', workers = ''] = text.match(/^.*\bcp .*$/gm) ?? [];
  const own: Readonly<Record<string, string>> = { next, workers };
  const commands = [
    ...pages.map((page) => ofPage.replaceAll('react', page)),
    ...servers.map((server) => own[server] ?? ofServer.replaceAll('hono', server)),
  ];
  for (const command of commands)
    await promisify(execFile)('sh', ['-ec', command], { cwd: folder, env: { ...process.env, recipes } });
  for (const page of [...pages, ...(servers.includes('workers') ? ['plain'] : [])])
    await leaveOutDemo(path.join(folder, page, 'vite.config.ts'), text);
  return { folder, close: () => rm(outside, { recursive: true }) };
};

const leaveOutDemo = async (file: string, text: string): Promise<void> => {
  const proxy = /`(server: \{ proxy: .*\})`/.exec(text)?.[1] ?? '';
  const config = await readFile(file, 'utf8');
  await writeFile(file, config.replace(/^import .*demo.*\n/m, '').replace(/(?:, )?demo\(\)\]/, `], ${proxy}`));
};

/** The packages that README names for a page or a server. */
export const packagesOf = async (recipe: string): Promise<readonly string[]> => (await cellOf(recipe, 3)).split(' ');

/** The packages that README names for workers. */
export const packagesOfWorkers = async (): Promise<readonly string[]> =>
  (/^npm install (.*bullmq.*)$/m.exec(await readme())?.[1] ?? '').split(' ');

/** The command that README names for a server. */
export const startOf = (server: string): Promise<string> => cellOf(server, 4);

const cellOf = async (recipe: string, column: number): Promise<string> => {
  const row = (await readme()).split('\n').find((line) => line.startsWith(`| [${recipe}](`)) ?? '';
  return (row.split('|')[column] ?? '').replaceAll('`', '').trim();
};
