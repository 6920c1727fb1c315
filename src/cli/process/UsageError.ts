/** What the user can mend: shown as it is, with exit code 2. */
export class UsageError extends Error {}
