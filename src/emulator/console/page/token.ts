/** Where the token of this tab is kept, so that the address can be shown to others. */
const kept = 'token';

/** Takes the token out of the address that the emulator printed; whether there was one. */
export const takeToken = (): boolean => {
  const route = new URLSearchParams(location.hash.slice(1));
  const token = route.get('token');
  if (token === null) return false;
  sessionStorage.setItem(kept, token);
  history.replaceState(null, '', location.pathname);
  return true;
};

/** What lets this page in; empty where nobody gave it. */
export const tokenOf = (): string => sessionStorage.getItem(kept) ?? '';

export const keepToken = (token: string): void => {
  sessionStorage.setItem(kept, token);
};

/** The headers that each request has. */
export const headers = (): Record<string, string> => ({ Authorization: `Bearer ${tokenOf()}` });
