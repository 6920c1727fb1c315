/** Whoever reads it is to know what is let in, and by whom it can be used. */
export const shellWarning = (keys: readonly string[]): string =>
  [
    'WARNING: --allow-shell: the tool "shell" of sessions runs commands ON THIS MACHINE, with all your rights.',
    'They begin in the folder of their session, but nothing keeps them there.',
    keys.length > 0
      ? 'Whoever is on this machine and has a --key can run them.'
      : 'Whoever is on this machine can run them: give a --key that only you know, if you are not alone on it.',
    '',
  ].join('\n');
