import fc from 'fast-check';

// The gate tries the same inputs each time, so that it fails for what a change did. `npm run explore` tries new ones.
if (process.env['EXPLORE'] === undefined) fc.configureGlobal({ seed: 20_261_121 });
