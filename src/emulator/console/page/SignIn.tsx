import { useRef } from 'preact/hooks';
import { tryAgain } from './live.js';
import { keepToken, tokenOf } from './token.js';

/** For who comes without the token, or with that of an emulator that was stopped. */
export const SignIn = () => {
  const input = useRef<HTMLInputElement>(null);
  const isWrong = tokenOf() !== '';
  return (
    <main class="sign-in">
      <h1>Emulator</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keepToken(input.current?.value.trim() ?? '');
          tryAgain();
        }}
      >
        <p role="alert">
          {isWrong ? 'This token is not the one of the emulator that runs here now.' : 'This page needs a token.'} Open
          the address that the emulator printed, or give its token.
        </p>
        <label for="token">Token</label>
        <input id="token" ref={input} type="password" autocomplete="off" required />
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  );
};
