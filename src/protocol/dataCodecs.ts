import * as t from 'io-ts';
import type { Binding } from '../model/contexts/Binding.js';
import type { Context } from '../model/contexts/Context.js';
import type { ContextFile, FileUrl } from '../model/files/ContextFile.js';
import { coercedText, isString, optionalCount, unixSeconds } from '../model/tasks/codecs.js';
import { StatusString } from './StatusString.js';

// How the data of good answers is read. Both services say the same, in another case only: these read camelCase.

/** Text without which the rest is worth nothing. */
const nonBlankText = new t.Type<string, string, unknown>(
  'text that is not blank',
  isString,
  (input, context) => (typeof input === 'string' && input.trim() !== '' ? t.success(input) : t.failure(input, context)),
  t.identity,
);

/** Only an absent list is an empty one; anything else that is no list cannot be read. */
const listOf = <A>(item: t.Type<A, unknown>) =>
  new t.Type<readonly A[], unknown, unknown>(
    'a list',
    (input): input is readonly A[] => Array.isArray(input),
    (input, context) =>
      input === undefined || input === null ? t.success([]) : t.array(item).validate(input, context),
    t.identity,
  );

export const contextInfo = new t.Type(
  'context info',
  (input) => StatusString.is(input),
  (data, context) => {
    if (data === undefined || data === null) return t.success([]);
    const object = t.UnknownRecord.validate(data, context);
    if (object._tag === 'Left') return object;
    return StatusString.validate(
      object.right['contextStatus'],
      t.appendContext(context, 'contextStatus', StatusString),
    );
  },
  t.identity,
);

export const context: t.Type<Context, unknown> = t.strict({
  id: nonBlankText,
  name: coercedText,
  state: coercedText,
  createTime: coercedText,
  lastUsedTime: coercedText,
  osType: coercedText,
});

export const contexts = listOf(context);

/** A URL with a name and password in it cannot be fetched, and its errors would show it. */
const isWithoutLogin = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
};

const webUrl = new t.Type<string, string, unknown>(
  'a URL of the web',
  isString,
  (input, context) =>
    typeof input === 'string' && /^https?:\/\//i.test(input) && isWithoutLogin(input)
      ? t.success(input)
      : t.failure(input, context),
  t.identity,
);

export const fileUrl: t.Type<FileUrl, unknown> = t.strict({ url: webUrl, expireTime: unixSeconds });

const file: t.Type<ContextFile, unknown> = t.strict({
  fileId: coercedText,
  fileName: coercedText,
  filePath: coercedText,
  fileType: coercedText,
  gmtCreate: coercedText,
  gmtModified: coercedText,
  size: optionalCount(0),
  status: coercedText,
});

export const files = listOf(file);

export const newSession = t.strict({ sessionId: nonBlankText, resourceUrl: coercedText });

export const session = t.strict({ sessionId: nonBlankText, status: coercedText, resourceUrl: coercedText });

export const sessionInfo = t.strict({ status: t.string });

export const sessionEntries = listOf(t.strict({ sessionId: nonBlankText, sessionStatus: coercedText }));

const binding: t.Type<Binding, unknown> = t.strict({
  contextId: nonBlankText,
  contextName: coercedText,
  path: coercedText,
  policy: coercedText,
  bindTime: coercedText,
});

export const bindings = listOf(binding);

/** Nothing is said beyond "done": whatever else stands there is not looked at. */
export const nothing = new t.Type<undefined, undefined, unknown>(
  'nothing',
  (input): input is undefined => input === undefined,
  () => t.success(undefined),
  t.identity,
);
