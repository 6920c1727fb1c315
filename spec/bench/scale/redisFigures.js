// @ts-check

/**
 * What a Redis did until now.
 *
 * @typedef {object} RedisFigures
 * @property {number} cpu ms of all its threads
 * @property {number} commands those of scripts among them
 * @property {number} written bytes of its append-only file
 * @property {number} memory bytes, without those of events, which are cut off at a number
 */

/** @param {import('ioredis').Redis} client @param {readonly string[]} streams of events @returns {Promise<RedisFigures>} */
export const readRedis = async (client, streams) => {
  const info = await client.info('everything');
  const figure = (/** @type {string} */ name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  const sizes = await Promise.all(streams.map((name) => client.memory('USAGE', name, 'SAMPLES', 0)));
  return {
    cpu: (figure('used_cpu_user') + figure('used_cpu_sys')) * 1000,
    commands: figure('total_commands_processed'),
    written: figure('aof_current_size'),
    memory: figure('used_memory') - sizes.reduce((/** @type {number} */ sum, size) => sum + (size ?? 0), 0),
  };
};
