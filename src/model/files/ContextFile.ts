/** A file or folder of a context, as the service lists it. What it does not say is empty, or 0. */
export interface ContextFile {
  readonly fileId: string;
  readonly fileName: string;
  /** The path, which is that in the sessions that mount the context. */
  readonly filePath: string;
  /** `file`, `folder`, or what else the service says. */
  readonly fileType: string;
  /** When it was made, as the service wrote it. */
  readonly gmtCreate: string;
  /** When it was changed, as the service wrote it. */
  readonly gmtModified: string;
  /** In bytes. */
  readonly size: number;
  readonly status: string;
}
