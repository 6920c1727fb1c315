// @ts-check
// Sends an emulator requests of 4 MB of which it keeps little, and prints how many MB of memory it has in use more than before.
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../dist/esm/emulator/index.js';

const { url, close } = await startEmulator();
const body = `&LoginRegionId=${'r'.repeat(100)}&Filler=${'x'.repeat(4_000_000)}`;

/** @param {number} number */
const send = async (number) => {
  const form = `Authorization=Bearer+key-of-some-length&AllowCreate=true&Name=the-name-of-context-${number}${body}`;
  const answer = await fetch(`${url}/?Action=GetContext`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.text();
};

const inUse = async () => {
  await sleep(0);
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

await send(0);
const before = await inUse();
for (let number = 1; number <= 30; number++) await send(number);
console.log((await inUse()) - before);
await close();
