import type { Emulator, EmulatorOptions } from '../../emulator/index.js';

/** Where an emulator is, and what whoever started it may want to know. */
export const greeting = (running: Emulator, options: EmulatorOptions): string =>
  [...place(running, options), ...hints(options)].join('\n');

const place = (
  { url, httpsUrl, dataDir, consoleUrl }: Emulator,
  { dataDir: given }: EmulatorOptions,
): readonly string[] => [
  `The emulator listens at ${url}`,
  ...(httpsUrl === undefined ? [] : [`and at ${httpsUrl}`]),
  ...(consoleUrl === undefined ? [] : [`Look at it in a browser: ${consoleUrl}`]),
  `It keeps its files in ${dataDir}`,
  ...(given === undefined ? ['which is removed at the end.'] : []),
  'Stop it with Ctrl-C. Elsewhere, this sets what follows:',
  `eval "$(${process.env['npm_command'] === 'exec' ? 'npx ' : ''}rx-context-sync emulator env)"`,
];

const hints = ({ host = '127.0.0.1', tls, tlsPort, apiKeys, controlToken, ...delays }: EmulatorOptions) => {
  const isOpen = !/^(?:localhost|127\..*|::1)$/i.test(host);
  const isQuick = !delays.taskDelay && !delays.fileDelay;
  return [
    ...(isOpen && apiKeys === undefined ? ['Whoever reaches this machine can use it: see --key.'] : []),
    ...(isOpen && controlToken === undefined ? ['/_emulator/ is for this machine only: see --control-token.'] : []),
    ...(tls || tlsPort !== undefined ? [] : ["For AgentBay's own TypeScript client, see --tls."]),
    ...(isQuick
      ? ['It answers at once. For programs of rx-context-sync, set', 'AGB_PACING_MS=10 or AGENTBAY_PACING_MS=10.']
      : []),
    '',
  ];
};
