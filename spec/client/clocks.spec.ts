import { describe, expect, it } from 'vitest';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';

const began = Date.parse('Fri, 27 Nov 2026 10:00:00 GMT');
const anHour = 3_600_000;

describe.each(services)('a sync of $name that lists nothing', (service) => {
  /** The answers' own dates, in ms after the baseline's; undefined where an answer has none. */
  const endAfter = async (dates: readonly (number | undefined)[]): Promise<string> => {
    const { speech } = service;
    let answers = 0;
    const server = await startServer((request, response) => {
      const after = dates[Math.min(answers++, dates.length - 1)];
      response.sendDate = false;
      const answer = speech.isTrigger(request) ? speech.good() : speech.good(speech.status(StatusString.encode([])));
      json(response, 200, answer, after === undefined ? {} : { Date: new Date(began + after).toUTCString() });
    });
    const { context } = clientOf(service, server.url).session('s-1');
    const { state, errorMessage } = await context.sync({ retryInterval: 1, settlePolls: 1 });
    return `${state} ${errorMessage}`.trim();
  };

  it.each<[string, (number | undefined)[]]>([
    ['the service tells the same time all along', [0, 0, 0, 0]],
    ['no answer has a date', [undefined]],
    ['it took an hour from the baseline to the trigger', [0, anHour, anHour, anHour]],
    ["the service's clock is set back", [anHour, anHour, anHour, 0]],
    ['one answer has no date', [0, 0, undefined, 0]],
  ])('succeeds where %s', async (_, dates) => {
    expect(await endAfter(dates)).toBe('succeeded');
  });

  it.each<[string, (number | undefined)[]]>([
    ['from the trigger to the first poll', [0, 0, anHour, anHour]],
    ['between two polls', [0, 0, 0, anHour]],
    ['from the trigger to a poll whose answer has a date', [0, 0, undefined, anHour]],
  ])('is unconfirmed where the machine slept for an hour %s', async (_, dates) => {
    expect(await endAfter(dates)).toMatch(/^unconfirmed .*may have come and gone/);
  });
});
