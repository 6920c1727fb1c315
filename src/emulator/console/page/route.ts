import { useEffect, useState } from 'preact/hooks';

/** What is looked at, as it stands in the address: so that it can be gone back from. */
export interface Route {
  readonly session?: string;
  readonly context?: string;
  readonly folder?: string;
  readonly page?: string;
  readonly file?: string;
}

const read = (): Route => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/** The address of something to look at. */
export const hrefOf = (route: Route): string =>
  `#${new URLSearchParams(Object.entries(route).filter(([, value]) => value !== undefined && value !== ''))}`;

export const useRoute = (): Route => {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const change = (): void => {
      setRoute(read());
    };
    addEventListener('hashchange', change);
    return () => {
      removeEventListener('hashchange', change);
    };
  }, []);
  return route;
};
