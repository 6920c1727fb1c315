import type { Emulator, EmulatorOptions } from '../emulator/index.js';

/** Where an emulator is, and what whoever started it may want to know. */
export const greeting = (running: Emulator, options: EmulatorOptions): string =>
  [...place(running, options), ...hints(options)].join('\n');

const place = ({ url, httpsUrl, dataDir }: Emulator, { dataDir: given }: EmulatorOptions): readonly string[] => [
  `The emulator listens at ${url}`,
  ...(httpsUrl === undefined ? [] : [`and at ${httpsUrl}`]),
  `It keeps its files in ${dataDir}`,
  ...(given === undefined ? ['which is removed at the end.'] : []),
  'Stop it with Ctrl-C. In another terminal, this sets what clients',
  'need: eval "$(rx-context-sync emulator env)"',
];

const hints = ({ host = '127.0.0.1', tls, tlsPort, apiKeys, controlToken, ...delays }: EmulatorOptions) => {
  const isOpen = !/^(?:localhost|127\..*|::1)$/i.test(host);
  const isQuick = !delays.taskDelay && !delays.fileDelay;
  return [
    ...(isOpen && apiKeys === undefined ? ['Whoever reaches this machine can use it: see --key.'] : []),
    ...(isOpen && controlToken === undefined ? ['/_emulator/ is for this machine only: see --control-token.'] : []),
    ...(tls || tlsPort !== undefined ? [] : ["AgentBay's own TypeScript client speaks https only: see --tls."]),
    ...(isQuick
      ? [
          'It answers at once: AGB_PACING_MS=10, AGENTBAY_PACING_MS=10 let',
          'programs that use rx-context-sync poll as often.',
        ]
      : []),
    '',
  ];
};
