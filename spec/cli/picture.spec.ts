import xterm from '@xterm/headless';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../support/citations.js';
import { movingPicture } from '../support/movingPicture.js';
import { newFolder } from '../support/newFolder.js';
import { Recording, type Frame } from '../support/Recording.js';
import { hasTerminal, runInTerminal, startInTerminal } from '../support/terminal.js';

const file = path.join(root, 'docs/images/start.svg');
const title =
  'npm start in a terminal: files go from a session to a context, and into a second session; all of them match';
const columns = 72;

/** What is to be read in a picture, piece by piece. */
const textsIn = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

describe.skipIf(!hasTerminal)('the moving picture of README', () => {
  it.runIf(process.env['PICTURES'] !== undefined)('is taken from a run of npm start', async () => {
    const recording = new Recording();
    const program = ['sh', '-c', 'echo "$ npm start"; exec npm start'];
    const env = { npm_config_update_notifier: 'false' };
    const command = runInTerminal(program, { columns, rows: 40, look: recording.look, env });
    expect(await command.ended).toBe(0);
    writeFileSync(file, movingPicture(title, columns, recording.frames(5000)));
  });

  it('shows what npm start shows', async () => {
    const folder = await newFolder();
    writeFileSync(path.join(folder, 'a.txt'), 'a');
    const command = startInTerminal(['demo', '--dir', folder], { columns });
    expect(await command.ended).toBe(0);
    const steps = [...command.screen().matchAll(/^✔ (.*)$/gm)].map(([, step = '']) => step);
    const taken = textsIn(readFileSync(file, 'utf8'));
    expect(steps).toHaveLength(5);
    expect(taken).toEqual(expect.arrayContaining([...steps, '$ npm start']));
    expect(taken.some((text) => text.startsWith('› succeeded'))).toBe(true);
  });

  it('is small, and asks nobody for anything', () => {
    const svg = readFileSync(file, 'utf8');
    expect(Buffer.byteLength(svg)).toBeLessThan(60_000);
    expect(svg.replace(' xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|<script/);
  });
});

describe('a moving picture', () => {
  const frame = (duration: number, ...texts: string[]): Frame => ({
    duration,
    rows: texts.map((text) => (text === '' ? [] : [{ column: 0, text, look: 'c2 bold' }])),
  });
  const svg = movingPicture('a < b', 10, [frame(500, 'one', 'same'), frame(1500, 'two & more', 'same', '')]);

  it('shows each frame for its time, and then begins anew', () => {
    expect(svg).toContain('animation:play 2000ms step-end infinite');
    expect(svg).toMatch(/0\.00%\{transform:translateX\(-?0px\)\}25\.00%\{transform:translateX\(-84px\)\}/);
  });

  it('rests at the last frame, and moves only for who does not mind', () => {
    expect(svg).toContain(
      '.strip{transform:translateX(-84px)}\n@media(prefers-reduced-motion:no-preference){.strip{animation',
    );
  });

  it('has a name, each line once, and as many rows as are used', () => {
    expect(svg).toContain('<title>a &lt; b</title>');
    expect(textsIn(svg)).toEqual(['one', 'same', 'two &amp; more']);
    expect(svg).toContain('viewBox="0 0 116 70"');
  });
});

describe('a recording', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** What is written to a terminal, and how long it is left so. */
  const recorded = async (...steps: readonly (readonly [string, number])[]) => {
    const terminal = new xterm.Terminal({ cols: 20, rows: 2, allowProposedApi: true });
    const recording = new Recording();
    for (const [text, duration] of steps) {
      await new Promise<void>((resolve) => terminal.write(text, resolve));
      recording.look(terminal);
      vi.advanceTimersByTime(duration);
    }
    return recording.frames(5000);
  };
  const inWords = (frames: readonly Frame[]) =>
    frames.map(({ duration, rows }) => [duration, ...rows.flat().map(({ text, look }) => text + look)]);

  it('keeps what is seen for long enough, and no long pause', async () => {
    const frames = await recorded(['a', 200], ['b', 40], ['c', 200], ['', 200], ['d', 9000], ['e', 0]);
    expect(inWords(frames)).toEqual([
      [200, 'a'],
      [440, 'abc'],
      [1000, 'abcd'],
      [5000, 'abcde'],
    ]);
  });

  it('knows the looks of letters, and where they stand', async () => {
    const [frame] = await recorded(['  \u001b[32mgreen\u001b[39m \u001b[1mbold\u001b[22m\r\n\u001b[2mdim', 0]);
    expect(frame?.rows).toEqual([
      [
        { column: 2, text: 'green', look: 'c2' },
        { column: 8, text: 'bold', look: 'bold' },
      ],
      [{ column: 0, text: 'dim', look: 'dim' }],
    ]);
  });
});
