import type { ConsoleState } from '../ConsoleState.js';
import { ask } from './ask.js';
import type { Live } from './live.js';
import { Reset } from './Reset.js';
import { countOf } from './texts.js';
import { useAction } from './useAction.js';

const links: Readonly<Record<Live['link'], string>> = {
  opening: 'connecting',
  open: 'live',
  lost: 'not reached, trying again',
  refused: 'refused',
};

/** What it is, how it is, and what can be done with all of it. */
export const Header = ({ state, link }: { readonly state: ConsoleState | undefined; readonly link: Live['link'] }) => {
  const { isBusy, problem, run } = useAction();
  return (
    <header>
      <h1>Emulator</h1>
      <code class="address">{location.host}</code>
      <span class={`link ${link}`} role="status">
        {links[link]}
      </span>
      {state !== undefined && (
        <p class="tally">
          {countOf(state.all.sessions, 'session')}, {countOf(state.all.contexts, 'context')},{' '}
          {countOf(state.all.unfinished, 'task')} under way
        </p>
      )}
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        {state?.actions.map((name) => (
          <button
            key={name}
            type="button"
            class="primary"
            disabled={isBusy}
            onClick={() => {
              run(() => ask('POST', `console/actions?${new URLSearchParams({ name })}`));
            }}
          >
            {name}
          </button>
        ))}
        <Reset />
      </div>
    </header>
  );
};
