/** Whether a name or an address of a URL, or one to listen at, is of this machine alone. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/** Whether a connection comes from this machine, by the address that the system tells. */
export const isFromHere = (address: string | undefined): boolean => isLoopback(plainAddress(address ?? ''));

/** An IPv4 address without the prefix that it has on a socket for both versions. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, '');

/** As it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
