import { describe, expect, it } from 'vitest';
import { textWithin } from '../../../src/protocol/http/textWithin.js';

/** An answer in these pieces, and what becomes of its body: how many pieces were asked for, and whether it was given up. */
const answering = (...pieces: readonly string[]) => {
  const seen = { given: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const piece = pieces[seen.given];
        if (piece === undefined) {
          controller.close();
          return;
        }
        seen.given++;
        controller.enqueue(new TextEncoder().encode(piece));
      },
      cancel: () => {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, response: new Response(body) };
};

describe('textWithin', () => {
  it('gives the whole of an answer that is as long as it may be', async () => {
    const { seen, response } = answering('ab', 'cd');
    expect(await textWithin(response, 4)).toEqual({ text: 'abcd', isWhole: true });
    expect(seen.cancelled).toBe(false);
  });

  it('gives the beginning of a longer one, and gives the rest up', async () => {
    const { seen, response } = answering('ab', 'cd', 'ef', 'gh');
    expect(await textWithin(response, 3)).toEqual({ text: 'ab', isWhole: false });
    expect(seen).toEqual({ given: 2, cancelled: true });
  });

  it('counts bytes, not characters', async () => {
    expect(await textWithin(answering('漢').response, 2)).toEqual({ text: '', isWhole: false });
    expect(await textWithin(answering('漢').response, 3)).toEqual({ text: '漢', isWhole: true });
  });

  it('gives nothing where there is no body', async () => {
    expect(await textWithin(new Response(null, { status: 204 }), 0)).toEqual({ text: '', isWhole: true });
  });
});
