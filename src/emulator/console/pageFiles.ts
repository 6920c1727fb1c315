import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath, URL } from 'node:url';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** The page, as it is built beside this program. */
const built = fileURLToPath(new URL('./console', import.meta.url));

/** The files of the page by the paths below that of the control, and of what kind they are. */
const files: ReadonlyMap<string, readonly [name: string, type: string]> = new Map([
  ['', ['index.html', 'text/html']],
  ['console.js', ['index.js', 'text/javascript']],
  ['console.css', ['index.css', 'text/css']],
]);

/** Whether something is a file of the page. There is nothing in them that is not in the package. */
export const isPageFile = (place: string): boolean => files.has(place);

/** Only what is here may be loaded, run or asked, and no other page may show it; texts are never taken for markup. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Gives a file of the page. */
export const givePageFile = async (
  place: string,
  { method }: Pick<IncomingMessage, 'method'>,
  response: ServerResponse,
): Promise<void> => {
  const [name = '', type = ''] = files.get(place) ?? [];
  const content = await readFile(`${built}/${name}`).catch(() => {
    throw new ServiceRefusal(
      'NotFound',
      'The page is not here: what is bundled anew has to take its files along.',
      404,
    );
  });
  response
    .writeHead(200, {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Length': content.length,
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    })
    .end(method === 'HEAD' ? undefined : content);
};
