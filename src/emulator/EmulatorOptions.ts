/** How the emulator is run. */
export interface EmulatorOptions {
  /**
   * The port to listen on, of the loopback address.
   * @default 0: any free port
   */
  readonly port?: number | undefined;
  /**
   * The folder that holds the files of contexts and sessions. The files stay there after `close`; the emulator does not
   * find them again when it is started anew.
   * @default a new temporary folder, removed on `close`
   */
  readonly dataDir?: string | undefined;
  /**
   * How long a sync task stays `Pending` before it runs, in milliseconds.
   * @default 0
   */
  readonly taskDelay?: number | undefined;
  /**
   * How long a running task waits after each file, in milliseconds.
   * @default 0
   */
  readonly fileDelay?: number | undefined;
}
