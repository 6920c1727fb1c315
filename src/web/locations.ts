/** How many syncs one request can follow, each by a parameter `location` of its own: more make an address that is refused. */
export const mostLocations = 100;

/** What is told of one of several syncs that are followed by one request. */
export interface LocationMessage {
  /** The parameter, as it was asked for. */
  readonly location: string;
  readonly snapshot?: unknown;
  /** The HTTP status where it cannot be followed. */
  readonly status?: number | undefined;
}
