import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { copyRecipes } from './copyRecipes.js';

const recipes = path.resolve(import.meta.dirname, '../../recipes');

/** The recipes, built by vite as a user builds them, pages from a copy; close it in the end. */
export interface BuiltRecipes {
  /** The folder of a page. */
  readonly pageOf: (framework: string) => string;
  /** The program of a server. */
  readonly programOf: (server: string) => string;
  /** A folder for what a server keeps. */
  readonly syncsOf: (server: string) => string;
  readonly close: () => Promise<void>;
}

const common = { logLevel: 'warn', mode: 'development' } as const;

/** For development, where React does what it does to components in StrictMode. */
export const buildRecipes = async (pages: readonly string[], servers: readonly string[]): Promise<BuiltRecipes> => {
  // Below the project, where what is not bundled is found.
  const folder = await mkdtemp(path.join(recipes, '../node_modules/.cache/recipes-'));
  const pageOf = (page: string) => path.join(folder, 'pages', page);
  const copied = await copyRecipes(pages, []);
  for (const page of pages) {
    await build({
      ...common,
      root: path.join(copied.folder, page),
      build: { outDir: pageOf(page), minify: false, emptyOutDir: true, modulePreload: false },
    });
  }
  await copied.close();
  await build({
    ...common,
    configFile: false,
    root: recipes,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: path.join(folder, 'servers'),
      minify: false,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(
          servers.map((server) => [server, path.join(recipes, programs[server] ?? `servers/${server}.ts`)]),
        ),
      },
    },
  });
  return {
    pageOf,
    programOf: (server) => path.join(folder, 'servers', `${server}.js`),
    syncsOf: (server) => path.join(folder, 'syncs', server),
    close: () => rm(folder, { recursive: true }),
  };
};

const programs: Readonly<Record<string, string>> = {
  next: 'servers/next/serve.ts',
  workers: 'workers/server.ts',
  worker: 'workers/worker.ts',
};
