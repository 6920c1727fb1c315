/** Where the syncs are, for those who add them and those who carry them out. A Redis Cluster wants the braces. */
export const settings = {
  connection: { url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' },
  prefix: process.env['QUEUE_PREFIX'] ?? '{syncs}',
  queue: 'agb',
};
