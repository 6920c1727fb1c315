// @ts-check
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { copyFileSync } from 'node:fs';
import path from 'node:path';

// Run by `npm run build`, after the bundle and the compiler: of all the types of an entry, one file with what users can reach.

const root = path.resolve(import.meta.dirname, '../..');
const none = { default: { logLevel: ExtractorLogLevel.None } };

for (const entry of ['index.d.ts', 'emulator/index.d.ts', 'web/index.d.ts']) {
  const file = path.join(root, 'dist/cjs', entry);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, 'dist/types', entry),
      compiler: { tsconfigFilePath: path.join(root, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: { enabled: false },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: file },
      tsdocMetadata: { enabled: false },
      // What is wrong with the public surface is told by its spec.
      messages: { compilerMessageReporting: none, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
  });
  Extractor.invoke(config, { messageCallback: (message) => (message.handled = true) });
  copyFileSync(file, path.join(root, 'dist/esm', entry));
}
