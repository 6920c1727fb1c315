import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { checkOptions, type Rule } from '../../model/options/rules.js';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import { textWithin } from '../../protocol/http/textWithin.js';
import { plain, refusalOf, refused } from './refusals.js';

/** The longest body, in bytes. */
const longest = 16_384;

/** What a page asks to be synced; or the answer to a request that is none of a page of ours. */
export const requestedTarget = async (request: Request): Promise<TargetOptions | Response> => {
  // Which no form of a foreign page can send.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) return plain(415);
  const { text, isWhole } = await textWithin(request, longest);
  if (!isWhole) return plain(413);
  try {
    return checkOptions(rules, parsed(text));
  } catch (error) {
    return refused(refusalOf(error as InvalidRequest));
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidRequest('body', 'must be JSON');
  }
};

// What they have to be, the sync itself says.
const anything: Rule<string | undefined> = (_, value) => value as string | undefined;
const rules = { contextId: anything, path: anything, mode: anything };
