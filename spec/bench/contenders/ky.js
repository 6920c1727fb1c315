// @ts-check
// Bare `ky` with the options that src/protocol/http/HttpClient.ts gives it, a signal for each request among them.
import ky from 'ky';
import { addressOf, headers, tasksIn } from './fetching.js';

/** @type {import('./contender.js').Infos} */
export const infos = async ({ url, target, calls }) => {
  const client = ky.create({
    headers,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    cache: 'no-store',
    redirect: 'manual',
    credentials: 'omit',
  });
  for (let call = 0; call < calls; call++) {
    const address = new URL(addressOf(url, 'GetContextInfo', target));
    const response = await client(address, { method: 'GET', headers: {}, signal: new AbortController().signal });
    tasksIn(await response.text());
  }
};
