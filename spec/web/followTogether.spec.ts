import { firstValueFrom, lastValueFrom, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { followTogether, isAnswer, locationOf, type Followed } from '../../src/web/server/followTogether.js';
import { mostLocations } from '../../src/web/locations.js';

describe('what one request is told of several syncs', () => {
  const request = new Request('http://localhost/sync?location=1', { headers: { authorization: 'me' } });
  const told = async (answers: Readonly<Record<string, () => Followed | Promise<Followed>>>) => {
    const asked: Request[] = [];
    const followed = await followTogether(request, Object.keys(answers), async (one) => {
      asked.push(one);
      const answer = answers[new URL(one.url).search];
      if (answer === undefined) throw new Error('unknown');
      return answer();
    });
    return { asked, followed };
  };
  const refusal = (status: number) => () => new Response(null, { status });
  const fails = () => {
    throw new Error('of the server');
  };

  it('is asked for with the headers of the request, each as if it had come alone, and once', async () => {
    const asked: string[] = [];
    await followTogether(request, ['?id=1', '?id=2', '?id=1'], (one) => {
      asked.push(`${new URL(one.url).search} ${one.headers.get('authorization')}`);
      return Promise.resolve(of(1));
    });
    expect(asked).toEqual(['?id=1 me', '?id=2 me']);
  });

  it('says of each what it is of, and of what is refused, or fails, the status alone', async () => {
    const { followed } = await told({
      '?id=1': () => of('A'),
      '?id=2': refusal(404),
      '?id=3': fails,
      '?id=4': () => throwError(() => new Error('of the service')),
    });
    if (isAnswer(followed)) throw new Error('It is followed');
    const messages = await lastValueFrom(followed.pipe(toArray()));
    expect(messages).toEqual([
      { location: '?id=1', snapshot: 'A' },
      { location: '?id=2', status: 404 },
      { location: '?id=3', status: 500 },
      { location: '?id=4', status: 500 },
    ]);
    expect(messages.map(locationOf)).toEqual(['?id=1', '?id=2', '?id=3', '?id=4']);
  });

  it('is the answer of the first where the server fails with all of them', async () => {
    const { followed } = await told({ '?id=1': refusal(503), '?id=2': fails });
    expect(followed).toMatchObject({ status: 503 });
    expect((await told({ '?id=1': fails })).followed).toMatchObject({ status: 500 });
  });

  it.each([[{ '?id=1': refusal(503), '?id=2': refusal(404) }], [{ '?id=1': refusal(499) }]])(
    'is a stream where it refuses one of them for its own sake',
    async (answers) => {
      const { followed } = await told(answers);
      if (isAnswer(followed)) throw new Error('It is followed');
      expect(await firstValueFrom(followed)).toMatchObject({ location: '?id=1' });
    },
  );

  it('is refused where they are too many', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, id) => `?id=${id}`);
    const follow = () => Promise.resolve(of(1));
    expect(await followTogether(request, some(mostLocations + 1), follow)).toMatchObject({ status: 414 });
    expect(isAnswer(await followTogether(request, some(mostLocations), follow))).toBe(false);
  });
});
