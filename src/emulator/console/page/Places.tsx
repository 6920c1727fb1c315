import type { ComponentChildren } from 'preact';
import type { ConsoleState, ContextRow, Part, SessionRow } from '../ConsoleState.js';
import { hrefOf, type Route } from './route.js';
import { countOf } from './texts.js';

/** What is shown, and what is chosen of it. */
export interface PlacesProps {
  readonly state: ConsoleState;
  readonly route: Route;
  readonly named: string;
  readonly setNamed: (named: string) => void;
}

/** Sessions and contexts, to choose one. */
export const Places = ({ state: { sessions, contexts }, route, named, setNamed }: PlacesProps) => (
  <div class="column places">
    <label class="find">
      <span class="label">Narrow sessions and contexts</span>
      <input
        type="search"
        value={named}
        placeholder="Name or id"
        onInput={({ currentTarget }) => {
          setNamed(currentTarget.value);
        }}
      />
    </label>
    <List title="Sessions" part={sessions} none={named === '' ? 'No session yet.' : 'None is called so.'}>
      {sessions.shown.map((session) => (
        <SessionItem key={session.id} session={session} isChosen={route.session === session.id} />
      ))}
    </List>
    <List title="Contexts" part={contexts} none={named === '' ? 'No context yet.' : 'None is called so.'}>
      {contexts.shown.map((context) => (
        <ContextItem key={context.id} context={context} isChosen={route.context === context.id} />
      ))}
    </List>
  </div>
);

interface ListProps {
  readonly title: string;
  readonly part: Part<unknown>;
  readonly none: string;
  readonly children: ComponentChildren;
}

const List = ({ title, part: { total, shown }, none, children }: ListProps) => (
  <section aria-labelledby={title}>
    <h2 id={title}>
      {title} <span class="count">{total.toLocaleString('en')}</span>
    </h2>
    {total === 0 ? (
      <p class="none">{none}</p>
    ) : (
      <ul class="links" onKeyDown={moveFocus}>
        {children}
      </ul>
    )}
    {total > shown.length && <p class="none">The newest {shown.length} are shown: narrow them above.</p>}
  </section>
);

const SessionItem = ({ session, isChosen }: { readonly session: SessionRow; readonly isChosen: boolean }) => (
  <li>
    <a href={hrefOf({ session: session.id })} aria-current={isChosen ? 'true' : undefined}>
      <bdi class="name mono">{session.id}</bdi>
      {session.unfinished > 0 && <span class="badge running">{countOf(session.unfinished, 'task')}</span>}
      {session.status !== 'RUNNING' && <span class="badge">{session.status.toLowerCase()}</span>}
      <bdi class="more">
        {session.imageId} · {countOf(session.mounts, 'mount')}
      </bdi>
    </a>
  </li>
);

const ContextItem = ({ context, isChosen }: { readonly context: ContextRow; readonly isChosen: boolean }) => (
  <li>
    <a href={hrefOf({ context: context.id })} aria-current={isChosen ? 'true' : undefined}>
      <bdi class="name">{context.name}</bdi>
      {context.state !== 'available' && <span class="badge running">{context.state}</span>}
      <bdi class="more mono">{context.id}</bdi>
    </a>
  </li>
);

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** In a long list, arrows are shorter than tabs. */
const moveFocus = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const step = steps[event.key];
  const next = step !== undefined ? links[at + step] : event.key === 'Home' ? links[0] : links.at(-1);
  if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
  event.preventDefault();
  next?.focus();
};
