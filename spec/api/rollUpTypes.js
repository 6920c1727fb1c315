// @ts-check
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// Run by `npm run build`, after the bundle and the compiler: of all the types of an entry, one file with what users can reach.

const root = path.resolve(import.meta.dirname, '../..');
const none = { default: { logLevel: ExtractorLogLevel.None } };

/** @param {string} entry */
const typesOf = (entry) => path.join(root, 'dist/types', entry);
/** @param {string} entry */
const rolledUp = (entry) => path.join(root, 'dist/cjs', entry);

/** @param {string} entry */
const configOf = (entry) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: typesOf(entry),
      compiler: { tsconfigFilePath: path.join(root, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: { enabled: false },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: rolledUp(entry) },
      tsdocMetadata: { enabled: false },
      // What is wrong with the public surface is told by its spec.
      messages: { compilerMessageReporting: none, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
  });

const entries = ['index.d.ts', 'emulator/index.d.ts', 'web/index.d.ts'];
// Read once for all of them: that is most of the work.
const compilerState = CompilerState.create(configOf('index.d.ts'), { additionalEntryPoints: entries.map(typesOf) });
for (const entry of entries) {
  Extractor.invoke(configOf(entry), { compilerState, messageCallback: (message) => (message.handled = true) });
  copyFileSync(rolledUp(entry), path.join(root, 'dist/esm', entry));
}

// What stands on the library's own classes has to name those: a copy of a class with private fields is another one. Hence the files
// that its entry reaches, as they are.
/** @param {string} file @param {Set<string>} reached */
const reach = (file, reached = new Set()) => {
  if (reached.has(file) || !file.startsWith('bullmq/')) return reached;
  reached.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(typesOf(file), 'utf8')).importedFiles)
    if (fileName.startsWith('.')) reach(path.join(path.dirname(file), fileName.replace(/\.js$/, '.d.ts')), reached);
  return reached;
};
for (const file of reach('bullmq/index.d.ts'))
  for (const format of ['cjs', 'esm']) copyFileSync(typesOf(file), path.join(root, 'dist', format, file));
