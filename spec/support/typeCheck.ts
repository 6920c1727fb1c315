import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');

/** Of what is on the disk, for all that is checked in one process: to read it takes as long as to check it. */
const read = new Map<string, ts.SourceFile | undefined>();

/** Type-checks sources as users of this package would write them; gives one line for each error. */
export const typeCheck = (sources: Readonly<Record<string, string>>): readonly string[] => {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(root, 'tsconfig.json'),
    {
      paths: {
        'rx-context-sync': ['./src/index.ts'],
        'rx-context-sync/bullmq': ['./src/bullmq/index.ts'],
        'rx-context-sync/emulator': ['./src/emulator/index.ts'],
        'rx-context-sync/web': ['./src/web/index.ts'],
      },
      noUnusedLocals: false,
    },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => fail(messageText) },
  );
  const options = config?.options ?? fail('no tsconfig.json');
  const files = new Map(Object.entries(sources).map(([name, text]) => [path.join(root, name), text]));
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (file) => files.has(file) || disk.fileExists(file);
  host.readFile = (file) => files.get(file) ?? disk.readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = files.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    if (!read.has(file)) read.set(file, disk.getSourceFile(file, version, ...rest));
    return read.get(file);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${path.relative(root, file)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
};

const fail = (message: unknown): never => {
  throw new Error(String(message));
};
