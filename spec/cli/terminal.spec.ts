import { describe, expect, it } from 'vitest';
import { commandService } from '../support/commandService.js';
import { ctrlC, hasTerminal, startInTerminal } from '../support/terminal.js';

const service = commandService();

/** In the order of both lines of each sync. */
const barOf = (state: string, bar: string): RegExp =>
  new RegExp(`upload s-\\w+\\n {2}› ${bar} ${state} · \\d of 1 tasks`);

describe.skipIf(!hasTerminal)('in a terminal', () => {
  it('a sync is a bar that is rewritten, several are one below the other, and Ctrl-C stops them with what follows them', async () => {
    const [one, two] = [await service.newSession(), await service.newSession()];
    service.hold(one);
    service.hold(two);
    const args = ['sync', one.session, two.session, '--mode', 'upload'];
    const command = startInTerminal(args, { env: service.environment('AGB') });
    // Both are there, each with a bar: the second line of the one is above the first of the other.
    expect(await command.shows(/running · 0 of 1 tasks · [^]*running · 0 of 1 tasks · \d+ polls · /)).toBe(true);
    expect(command.screen()).toMatch(barOf('running', '░{20}'));
    expect(command.screen().match(/running/g)).toHaveLength(2);
    command.press(ctrlC);
    expect(await command.ended).toBe(130);
    expect(command.screen().match(/✖ upload/g)).toHaveLength(2);
    expect(command.screen()).toContain('The service may go on');
    const handles = command.written().match(/\{"version":1.*\}/g) ?? [];
    expect(handles.map((handle) => (JSON.parse(handle) as { sessionId: string }).sessionId)).toEqual([
      one.session,
      two.session,
    ]);

    service.emulator().noTrouble();
    const followed = startInTerminal(['follow', ...handles], { env: service.environment('AGB') });
    expect(await followed.ended).toBe(0);
    expect(followed.screen()).toMatch(barOf('succeeded', '█{20}'));
    expect(followed.screen().match(/✔ upload/g)).toHaveLength(2);
  });

  it('each line of a sync is one line of a narrow terminal, without colours where none are wanted', async () => {
    const held = await service.newSession();
    service.hold(held);
    const env = { ...service.environment('AGB'), NO_COLOR: '1' };
    // Longer than it takes until a line is drawn again.
    const command = startInTerminal(['sync', held.session, '--max-retries', '60'], { columns: 40, env });
    expect(await command.ended).toBe(3);
    expect(command.written()).toMatch(/ {2}› running · 0 of 1 tasks · \d+\.\d s\s/);
    // Colours end in m, what rewrites lines does not.
    expect(command.written()).toContain('\u001b[');
    expect(
      command
        .written()
        .split('\u001b[')
        .filter((part) => /^[\d;]*m/.test(part)),
    ).toEqual([]);
  });

  it('syncs for which the screen has no room are lines that stay', async () => {
    const sessions = [await service.newSession(), await service.newSession()];
    const args = ['sync', ...sessions.map(({ session }) => session)];
    const command = startInTerminal(args, { rows: 4, env: service.environment('AGB') });
    expect(await command.ended).toBe(0);
    expect(command.screen().match(/^s-\w+: succeeded · 1 of 1 tasks/gm)).toHaveLength(2);
    expect(command.written()).not.toContain('\u001b[');
  });

  it('what is watched is rewritten, each line as long as the screen is wide, until Ctrl-C', async () => {
    const { session } = await service.newSession();
    const command = startInTerminal(['watch', session], { columns: 40, env: service.environment('AGB') });
    expect(await command.shows(/^status {3}type {6}context.*\nSuccess {2}download/m)).toBe(true);
    await service.contextsOf(session).sync({ mode: 'upload' });
    expect(await command.shows(/^Success {2}upload/m)).toBe(true);
    expect(command.screen().match(/download/g)).toHaveLength(1);
    expect(
      command
        .screen()
        .split('\n')
        .filter((line) => line.length > 39),
    ).toEqual([]);
    command.press(ctrlC);
    expect(await command.ended).toBe(130);
  });

  it('what goes wrong is told in the line, as far as there is room, and what nobody can follow is not printed', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'GetContextInfo', times: 1e6, httpStatus: 502 });
    const command = startInTerminal(['sync', session], { columns: 60, env: service.environment('AGB') });
    expect(await command.shows(/^ {2}› pending · 0 of 0 tasks · GetContextInfo could .*…$/m)).toBe(true);
    command.press(ctrlC);
    expect(await command.ended).toBe(130);
    expect(command.screen().replaceAll('\n', '')).toMatch(
      /Stopped before the service had answered: whether it syncs, .* tells\.$/,
    );
  });

  it('what is to be followed can be pasted', async () => {
    const { session } = await service.newSession();
    const { handle } = await service.contextsOf(session).start();
    const command = startInTerminal(['follow'], { env: service.environment('AGB') });
    expect(await command.shows(/^Paste what is to be followed/)).toBe(true);
    command.press(`${JSON.stringify(handle)}\n`);
    command.press('\u0004');
    expect(await command.ended).toBe(0);
    expect(command.screen()).toMatch(/succeeded · \d of \d tasks/);
  });

  it('what failed is told below its bar', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'task', taskError: 'no room' });
    const command = startInTerminal(['sync', session, '--mode', 'upload'], { env: service.environment('AGB') });
    expect(await command.ended).toBe(1);
    expect(command.screen()).toMatch(/^✖ upload s-\w+\n {2}› 1 of 1 sync tasks failed: [^]*no room/m);
  });
});
