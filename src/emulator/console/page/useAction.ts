import { useState } from 'preact/hooks';

/** Something that is done when asked for, and how it went. */
export interface Action {
  readonly isBusy: boolean;
  /** What it was refused with; empty where it was not. */
  readonly problem: string;
  readonly run: (work: () => Promise<unknown>) => void;
}

export const useAction = (): Action => {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setProblem('');
    work()
      .catch((error: unknown) => {
        setProblem((error as Error).message);
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return { isBusy, problem, run };
};
