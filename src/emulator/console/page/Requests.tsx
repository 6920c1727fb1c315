import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { most, type ConsoleState, type RequestRow } from '../ConsoleState.js';
import type { Search } from './Search.js';
import { timeOf } from './texts.js';

interface RequestsProps {
  readonly requests: ConsoleState['requests'];
  readonly search: Search;
  readonly setSearch: (search: Search) => void;
}

/** What came, and what was answered: the newest first. */
export const Requests = ({ requests: { all, total, shown }, search, setSearch }: RequestsProps) => {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => focusBySlash(() => input.current?.focus()), []);
  const last = shown.at(-1);
  const isNewest = search.before === '';
  const isSearch = search.find !== '' || search.failed;
  return (
    <section aria-labelledby="requests">
      <div class="head">
        <h2 id="requests">
          Requests <span class="count">{all.toLocaleString('en')}</span>
        </h2>
        <label class="find">
          <span class="label">Find requests (press /)</span>
          <input
            ref={input}
            type="search"
            value={search.find}
            placeholder="Operation, id, path, code"
            aria-keyshortcuts="/"
            title="Press / to come here"
            onInput={({ currentTarget }) => {
              setSearch({ ...search, find: currentTarget.value, before: '' });
            }}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={search.failed}
            onChange={({ currentTarget }) => {
              setSearch({ ...search, failed: currentTarget.checked, before: '' });
            }}
          />{' '}
          only refused
        </label>
      </div>
      {shown.length === 0 ? (
        <p class="none">{all === 0 ? 'Nothing came yet.' : 'Nothing came that is looked for.'}</p>
      ) : (
        <ol class="requests">
          {shown.map((request) => (
            <Request key={request.number} request={request} />
          ))}
        </ol>
      )}
      {(total > shown.length || !isNewest) && (
        <nav class="pages" aria-label="Pages of requests">
          {!isNewest && (
            <button
              type="button"
              onClick={() => {
                setSearch({ ...search, before: '' });
              }}
            >
              Newest
            </button>
          )}
          <span>
            {shown.length} of {total.toLocaleString('en')}
            {isSearch && ' found'}
          </span>
          {last !== undefined && shown.length === most.requests && (
            <button
              type="button"
              onClick={() => {
                setSearch({ ...search, before: String(last.number) });
              }}
            >
              Older
            </button>
          )}
        </nav>
      )}
    </section>
  );
};

/** What tells requests of one operation apart. */
const aboutOf = ({ fields }: RequestRow): string => {
  const names = ['origin', 'sessionId', 'contextId', 'id', 'name', 'path', 'filePath', 'mode', 'taskType'];
  const values = new Map(fields);
  return names.flatMap((name) => values.get(name) ?? []).join('  ');
};

const Request = ({ request }: { readonly request: RequestRow }) => {
  const { at, operation, fields, httpStatus, code, requestId } = request;
  const isGood = httpStatus > 0 && httpStatus < 400;
  return (
    <li>
      <details>
        <summary class={isGood ? 'good' : 'bad'}>
          <time>{timeOf(at)}</time>
          <bdi class="operation">{operation || '?'}</bdi>
          <bdi class="about dim">{aboutOf(request)}</bdi>
          <span class="answer">
            {httpStatus === 0 ? '' : `${httpStatus} `}
            <bdi>{code === 'ok' ? 'ok' : code}</bdi>
          </span>
        </summary>
        <dl class="facts">
          {fields.map(([name, value]) => (
            <Fragment key={name}>
              <dt>
                <bdi>{name}</bdi>
              </dt>
              <dd>
                <bdi class="mono">{value}</bdi>
              </dd>
            </Fragment>
          ))}
          <dt>request</dt>
          <dd class="mono">{requestId}</dd>
        </dl>
      </details>
    </li>
  );
};

/** As in other pages with something to find. */
const focusBySlash = (focus: () => void): (() => void) => {
  const listen = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focus();
  };
  addEventListener('keydown', listen);
  return () => {
    removeEventListener('keydown', listen);
  };
};
