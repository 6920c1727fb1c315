import { nonBlank } from '../../model/options/rules.js';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';

const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads an endpoint: an `http://` or `https://` URL is used as is, anything else gets `https://` in front
 * (docs/protocol.md, section 1.1). Plain http would show the API key to the network: it is taken for loopback addresses
 * only, or where `allowInsecure` says so.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const parseEndpoint = (endpoint: unknown, allowInsecure: boolean): URL => {
  const url = parsed(nonBlank('endpoint', endpoint));
  if (url.username || url.password) throw new InvalidRequest('endpoint', 'must not hold a user name or password');
  if (url.search || url.hash) throw new InvalidRequest('endpoint', 'must not have a query or a fragment');
  if (url.protocol === 'http:' && !allowInsecure && !loopback.test(url.hostname)) {
    throw new InvalidRequest('endpoint', 'must be https beyond this machine, or `allowInsecure` must be set');
  }
  return url;
};

// Anything looser would make a host of a mistyped scheme, and send the key there.
const host = /^(?:\[[\da-f:.]+\]|[\p{L}\p{N}_.-]+)(?::\d+)?(?:\/.*)?$/iu;

const parsed = (text: string): URL => {
  const isUrl = /^https?:\/\//i.test(text);
  if (isUrl || host.test(text)) {
    try {
      return new URL(isUrl ? text : `https://${text}`);
    } catch {
      // The rule below says it.
    }
  }
  throw new InvalidRequest('endpoint', 'must be a host, or a URL that begins with http:// or https://');
};

/** The URL of a path below an endpoint that may have a path itself. */
export const joinPath = (endpoint: URL, path: string): URL => {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  return url;
};
