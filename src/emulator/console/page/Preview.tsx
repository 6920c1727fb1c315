import { useEffect, useState } from 'preact/hooks';
import type { FilePreview } from '../FilePreview.js';
import { ask } from './ask.js';
import { hrefOf, type Route } from './route.js';
import { bytesOf } from './texts.js';

/** The beginning of a file, as it was when it was chosen. */
export const Preview = ({ route }: { readonly route: Route }) => {
  const { file = '', ...folder } = route;
  const [preview, setPreview] = useState<FilePreview | null>();
  const [problem, setProblem] = useState('');
  const query = hrefOf(route).slice(1);
  useEffect(() => {
    let isCurrent = true;
    setPreview(undefined);
    setProblem('');
    ask('GET', `console/preview?${query}`).then(
      (found) => {
        if (isCurrent) setPreview(found as FilePreview | null);
      },
      (error: unknown) => {
        if (isCurrent) setProblem((error as Error).message);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [query]);
  return (
    <div class="preview">
      <div class="head">
        <h3>
          <bdi>{file.slice(file.lastIndexOf('/') + 1)}</bdi>
        </h3>
        {preview && <span class="dim">{bytesOf(preview.size)}</span>}
        <a class="close" href={hrefOf(folder)}>
          Close
        </a>
      </div>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {preview === null && <p class="none">It is not there any more.</p>}
      {preview && preview.text === undefined && <p class="none">It is no text.</p>}
      {preview?.text !== undefined && (
        <pre tabIndex={0} aria-label="Content">
          {preview.text}
        </pre>
      )}
      {preview?.isCut && preview.text !== undefined && <p class="none">Only its beginning is shown.</p>}
    </div>
  );
};
