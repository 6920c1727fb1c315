/** An async context, where a platform has such things: what runs in it sees the stores of who it was taken from. */
export type AsyncContext = (run: () => void) => void;

/** Takes the context of the moment. */
export type TakeContext = () => AsyncContext;

/** Where there is none. */
export const noContext: TakeContext = () => (run) => {
  run();
};
