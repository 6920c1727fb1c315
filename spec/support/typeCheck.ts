import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

const entries = {
  '': 'index.ts',
  '/bullmq': 'bullmq/index.ts',
  '/emulator': 'emulator/index.ts',
  '/web': 'web/index.ts',
};

const config = (names: readonly string[]) => ({
  extends: path.join(root, 'tsconfig.json'),
  compilerOptions: {
    noUnusedLocals: false,
    paths: Object.fromEntries(
      Object.entries(entries).map(([entry, file]) => [`rx-context-sync${entry}`, [path.join(root, 'src', file)]]),
    ),
  },
  include: [],
  files: names,
});

/** Type-checks sources as users of this package would write them; gives one line for each error. */
export const typeCheck = (sources: Readonly<Record<string, string>>): readonly string[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rx-context-sync-spec-'));
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const files = {
      ...sources,
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify(config(Object.keys(sources))),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const compiler = path.join(root, 'node_modules/typescript-7.0/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.replaceAll(/\n +/g, ' ').split('\n').filter(Boolean);
    return lines.map((line) => {
      const { file = '', said } = /^(?<file>[^(]+)\(\d+,\d+\): error TS\d+: (?<said>.*)$/.exec(line)?.groups ?? {};
      // Of an option, or of what is type-checked for itself.
      if (said === undefined || !(file in sources)) throw new Error(`The compiler says: ${line}`);
      return `${file}: ${said}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
