import { useState } from 'preact/hooks';
import type { TroubleRow } from '../ConsoleState.js';
import { ask } from './ask.js';
import { keyOf, othersOf, switches, type Switch } from './troubles.js';
import { useAction } from './useAction.js';

/** A switch for each trouble, and those that somebody else made. */
export const Troubles = ({ active }: { readonly active: readonly TroubleRow[] }) => {
  const others = othersOf(active);
  const { isBusy, problem, run } = useAction();
  return (
    <div class="column trouble" id="troubles" tabIndex={-1}>
      <section aria-labelledby="trouble">
        <div class="head">
          <h2 id="trouble">
            Trouble <span class="count">{active.length}</span>
          </h2>
          {active.length > 0 && (
            <button
              type="button"
              class="plain"
              disabled={isBusy}
              onClick={() => {
                run(() => ask('DELETE', 'trouble'));
              }}
            >
              End all
            </button>
          )}
        </div>
        {problem !== '' && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {Object.entries(switches).map(([group, some]) => (
          <fieldset key={group}>
            <legend>{group}</legend>
            {some.map((one) => (
              <TroubleSwitch key={one.label} one={one} active={active} />
            ))}
          </fieldset>
        ))}
        {others.length > 0 && (
          <ul class="others" aria-label="Other trouble">
            {others.map(({ id, asked }) => (
              <li key={id}>
                <code>{typeof asked === 'string' ? asked : JSON.stringify(asked)}</code>
                <button
                  type="button"
                  class="plain"
                  disabled={isBusy}
                  onClick={() => {
                    run(() => end(id));
                  }}
                >
                  End
                </button>
              </li>
            ))}
          </ul>
        )}
        <OtherTrouble />
      </section>
    </div>
  );
};

const end = (id: number): Promise<unknown> => ask('DELETE', `console/trouble?id=${id}`);

const TroubleSwitch = ({ one, active }: { readonly one: Switch; readonly active: readonly TroubleRow[] }) => {
  const { isBusy, problem, run } = useAction();
  const own = active.filter(({ asked }) => keyOf(asked) === keyOf(one.asked));
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={own.length > 0}
        aria-disabled={isBusy}
        onChange={({ currentTarget }) => {
          const isOn = currentTarget.checked;
          run(async () => {
            if (isOn) await ask('POST', 'trouble', one.asked);
            else for (const { id } of own) await end(id);
          });
        }}
      />
      <span>{one.label}</span>
      {problem !== '' && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </label>
  );
};

/** For what has no switch: all that a trouble can be told. */
const OtherTrouble = () => {
  const [text, setText] = useState('{ "operation": "GetContextInfo", "httpStatus": 503, "times": 3 }');
  const { isBusy, problem, run } = useAction();
  return (
    <details class="other">
      <summary>Another trouble</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => ask('POST', 'trouble', JSON.parse(text)));
        }}
      >
        <label for="trouble-text">As JSON</label>
        <textarea
          id="trouble-text"
          rows={3}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
        {problem !== '' && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" disabled={isBusy}>
          Begin
        </button>
      </form>
    </details>
  );
};
