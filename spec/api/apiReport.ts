import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** What came of comparing the public surface with its report. */
export interface ApiCheck {
  readonly isChanged: boolean;
  /** What is exported in part only, or wrongly. */
  readonly messages: readonly string[];
}

const none = { default: { logLevel: ExtractorLogLevel.None } };

const configOf = (name: string, declarations: string): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObjectFullPath: path.join(root, 'spec/api/api-extractor.json'),
    packageJsonFullPath: path.join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, declarations),
      compiler: { tsconfigFilePath: path.join(root, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: path.join(root, 'spec/api'),
        reportTempFolder: path.join(root, 'dist/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: none,
        // Everything that is exported is public; what is not has no tag, and is not in the declarations.
        extractorMessageReporting: { ...none, 'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning } },
        tsdocMessageReporting: none,
      },
    },
  });

/** Each with its declarations. */
export type ApiEntries = readonly (readonly [name: string, declarations: string])[];

/**
 * Reads the declarations that were built, and gives what compares those of one entry with the report that is committed, or writes
 * it anew if that is asked for.
 */
export const apiChecks = (entries: ApiEntries, update: boolean): ((name: string) => ApiCheck) => {
  const configs = new Map(entries.map((entry) => [entry[0], configOf(...entry)]));
  const [first] = configs.values();
  if (first === undefined) throw new Error('No entries.');
  const additionalEntryPoints = [...configs.values()].map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
  // Read once for all of them: that is most of the work.
  const compilerState = CompilerState.create(first, { additionalEntryPoints });
  return (name) => {
    const messages: string[] = [];
    const config = configs.get(name);
    if (config === undefined) throw new Error(`No entry ${name}.`);
    const { apiReportChanged } = Extractor.invoke(config, {
      compilerState,
      localBuild: update,
      messageCallback: (message) => {
        if (message.logLevel === ExtractorLogLevel.Warning && message.messageId === 'ae-forgotten-export')
          messages.push(message.text);
        message.handled = true;
      },
    });
    return { isChanged: apiReportChanged && !update, messages };
  };
};
