import { useRef } from 'preact/hooks';
import { ask } from './ask.js';
import { useAction } from './useAction.js';

/** Forgets everything, for who says so twice. */
export const Reset = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const { isBusy, problem, run } = useAction();
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Reset…
      </button>
      <dialog ref={dialog} aria-labelledby="reset-title">
        <h2 id="reset-title">Reset the emulator?</h2>
        <p>All contexts, sessions, files, troubles and requests are forgotten. Tasks that run are stopped.</p>
        {problem !== '' && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={close}>
            Keep it
          </button>
          <button
            type="button"
            class="danger"
            disabled={isBusy}
            onClick={() => {
              run(async () => {
                await ask('POST', 'reset');
                close();
                location.hash = '';
              });
            }}
          >
            Reset
          </button>
        </div>
      </dialog>
    </>
  );
};
