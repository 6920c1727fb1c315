import { most, type FileRow, type Place } from '../ConsoleState.js';
import { Preview } from './Preview.js';
import { hrefOf, type Route } from './route.js';
import { bytesOf, dateOf } from './texts.js';

/** A folder of what was chosen: page by page, for it may have many thousand files. */
export const Files = ({ files, route }: { readonly files: Place['files']; readonly route: Route }) => {
  const { session, context, folder = '/' } = route;
  const place = { ...(session !== undefined && { session }), ...(context !== undefined && { context }) };
  const parts = folder.split('/').filter((part) => part !== '');
  const pathTo = (depth: number): string => `/${parts.slice(0, depth).join('/')}`;
  const below = (name: string): string => `${parts.map((part) => `/${part}`).join('')}/${name}`;
  return (
    <>
      <nav class="way" aria-label="Folder">
        <a href={hrefOf(place)}>files</a>
        {parts.map((part, index) => (
          <span key={pathTo(index + 1)}>
            {' / '}
            <a
              href={hrefOf({ ...place, folder: pathTo(index + 1) })}
              aria-current={index === parts.length - 1 ? 'location' : undefined}
            >
              <bdi>{part}</bdi>
            </a>
          </span>
        ))}
      </nav>
      {files === undefined ? (
        <p class="none">There is no such folder.</p>
      ) : (
        <>
          {files.total === 0 ? (
            <p class="none">No files here.</p>
          ) : (
            <div class="scroll" tabIndex={0} role="region" aria-label="Files">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col" class="number">
                      Size
                    </th>
                    <th scope="col" class="late">
                      Changed
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {files.shown.map((file) => (
                    <Row key={file.name} file={file} href={hrefTo(file, { ...place, folder }, below(file.name))} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <Pages
            total={files.total}
            shown={files.shown.length}
            route={{ ...place, folder }}
            page={Number(route.page ?? 0)}
          />
          {route.file !== undefined && <Preview route={{ ...place, folder, file: route.file }} />}
        </>
      )}
    </>
  );
};

const hrefTo = ({ kind }: FileRow, route: Route, path: string): string =>
  hrefOf(kind === 'folder' ? { ...route, folder: path } : { ...route, file: path });

const Row = ({ file: { name, kind, size, modified }, href }: { readonly file: FileRow; readonly href: string }) => (
  <tr>
    <td>
      <a href={href}>
        <bdi>{name}</bdi>
        {kind === 'folder' && '/'}
      </a>
    </td>
    <td class="number">{kind === 'folder' ? '' : bytesOf(size)}</td>
    <td class="late dim">{dateOf(modified)}</td>
  </tr>
);

interface PagesProps {
  readonly total: number;
  readonly shown: number;
  readonly page: number;
  readonly route: Route;
}

const Pages = ({ total, shown, page, route }: PagesProps) => {
  if (total <= most.files && page === 0) return null;
  const first = page * most.files;
  return (
    <nav class="pages" aria-label="Pages of files">
      {page > 0 && <a href={hrefOf({ ...route, page: String(page - 1) })}>Previous</a>}
      <span>
        {(first + 1).toLocaleString('en')}–{(first + shown).toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      {first + shown < total && <a href={hrefOf({ ...route, page: String(page + 1) })}>Next</a>}
    </nav>
  );
};
