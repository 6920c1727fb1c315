/** Persistent storage that can be mounted in sessions. */
export interface Context {
  readonly id: string;
  readonly name: string;
  /** `available`, `clearing`, `pre-available`, `in-use`, or what else the service says; empty where it says nothing. */
  readonly state: string;
  /** As the service wrote it, for example `2025-05-29T12:00:00Z`; empty where it says nothing. */
  readonly createTime: string;
  /** As the service wrote it; empty where it says nothing. */
  readonly lastUsedTime: string;
  /** The operating system of the sessions that used it; AgentBay only, empty elsewhere. */
  readonly osType: string;
}
