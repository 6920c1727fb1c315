/** Lines can be rewritten only where it is known how long they are: a terminal may say 0. */
export const isLive = (): boolean => process.stdout.isTTY && process.stdout.columns > 0;

/** What stands before a line below a task, and the last column, which some terminals go on to the next line for. */
const margin = 6;

/** How long a line below a task may be, to stay one line; undefined where lines are not rewritten. */
export const lineWidth = (): number | undefined => (isLive() ? process.stdout.columns - margin : undefined);

/** Something that shows one line, such as a task of a list. */
export interface Shown {
  output: string;
}

/** Shows how much of some work is done, each time where lines are rewritten, else once a second. */
export const showCount = (on: Shown, what: string): ((done: number) => void) => {
  let last = performance.now();
  return (done) => {
    if (!isLive() && performance.now() - last < 1000) return;
    last = performance.now();
    on.output = `${done} ${what}`;
  };
};
