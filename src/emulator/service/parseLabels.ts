import * as t from 'io-ts';
import { parseJson } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

const longestLabels = 65_536;

/** The labels of a session: JSON text of an object of texts. */
export const parseLabels = (text: string | undefined): Readonly<Record<string, string>> => {
  if (text !== undefined && text.length > longestLabels) {
    throw new ServiceRefusal('InvalidParameter.Labels', `labels must have at most ${longestLabels} letters.`);
  }
  const labels = t.record(t.string, t.string).decode(text === undefined ? {} : parseJson(text));
  if (labels._tag === 'Right') return labels.right;
  throw new ServiceRefusal('InvalidParameter.Labels', 'labels must be a JSON object of texts.');
};
