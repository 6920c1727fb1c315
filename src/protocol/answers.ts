import * as t from 'io-ts';
import type { Binding } from '../model/Binding.js';
import type { Context } from '../model/Context.js';
import type { ContextFile } from '../model/ContextFile.js';
import type { FileUrl } from '../model/FileUrl.js';
import { lenientCount, lenientSeconds, lenientText } from '../model/lenient.js';
import { parsedJson } from './parsedJson.js';
import { StatusString } from './StatusString.js';

// How the data of good answers is read. Both services say the same, in another case only: these read camelCase.

/** Text without which the rest is worth nothing. */
const someText = new t.Type<string, string, unknown>(
  'text that is not blank',
  t.string.is,
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

const jsonObject = new t.Type<Readonly<Record<string, unknown>> | undefined, unknown, unknown>(
  'JSON text of an object',
  (input): input is Readonly<Record<string, unknown>> | undefined => input === undefined || t.UnknownRecord.is(input),
  (input, context) => {
    if (input === undefined || input === null || input === '') return t.success(undefined);
    const value = typeof input === 'string' ? parsedJson(input) : input;
    return t.UnknownRecord.is(value) ? t.success(value) : t.failure(input, context);
  },
  t.identity,
);

export const contextInfo = new t.Type(
  'context info',
  StatusString.is,
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
  id: someText,
  name: lenientText,
  state: lenientText,
  createTime: lenientText,
  lastUsedTime: lenientText,
  osType: lenientText,
});

export const contexts = listOf(context);

const webUrl = new t.Type<string, string, unknown>(
  'a URL of the web',
  t.string.is,
  (input, context) =>
    typeof input === 'string' && /^https?:\/\//i.test(input) && URL.canParse(input)
      ? t.success(input)
      : t.failure(input, context),
  t.identity,
);

export const fileUrl: t.Type<FileUrl, unknown> = t.strict({ url: webUrl, expireTime: lenientSeconds });

export const files = listOf<ContextFile>(
  t.strict({
    fileId: lenientText,
    fileName: lenientText,
    filePath: lenientText,
    fileType: lenientText,
    gmtCreate: lenientText,
    gmtModified: lenientText,
    size: lenientCount(0),
    status: lenientText,
  }),
);

export const newSession = t.strict({ sessionId: someText, resourceUrl: lenientText });

export const session = t.strict({ sessionId: someText, status: lenientText, resourceUrl: lenientText });

export const sessionInfo = t.strict({ status: t.string });

export const sessions = listOf(t.strict({ sessionId: someText, sessionStatus: lenientText }));

export const bindings = listOf<Binding>(
  t.strict({
    contextId: someText,
    contextName: lenientText,
    path: lenientText,
    policy: jsonObject,
    bindTime: lenientText,
  }),
);

/** Nothing is said beyond "done". */
export const nothing = t.unknown;
