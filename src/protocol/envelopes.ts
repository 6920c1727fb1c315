import * as t from 'io-ts';
import type { Envelope, ReadEnvelope } from './Dialect.js';
import { camelCased } from './camelCased.js';

/** A good answer may still carry a refusal in its data: a session that was not made (docs/protocol.md, section 4.6). */
export const withInnerRefusal =
  (read: ReadEnvelope): ReadEnvelope =>
  (body, headers) => {
    const outer = read(body, headers);
    if (outer._tag === 'Left') return outer;
    const inner = camelCased(outer.right.data);
    if (inner['success'] !== false) return outer;
    const message = typeof inner['errMsg'] === 'string' ? inner['errMsg'] : '';
    return t.success<Envelope>({ ...outer.right, success: false, message });
  };
