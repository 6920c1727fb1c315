import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** What came of comparing the public surface with its report. */
export interface ApiCheck {
  readonly isChanged: boolean;
  /** What is exported in part only, or wrongly. */
  readonly messages: readonly string[];
}

/** Compares the declarations that were built with the report that is committed; writes it anew if that is asked for. */
export const checkApi = (name: string, declarations: string, update: boolean): ApiCheck => {
  const messages: string[] = [];
  const none = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
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
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Warning && message.messageId === 'ae-forgotten-export')
        messages.push(message.text);
      message.handled = true;
    },
  });
  return { isChanged: apiReportChanged && !update, messages };
};
