/** The beginning of a file. */
export interface FilePreview {
  /** In bytes. */
  readonly size: number;
  /** Undefined where it is no text. */
  readonly text: string | undefined;
  /** Whether there is more. */
  readonly isCut: boolean;
}
