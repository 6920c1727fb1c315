/** The version of this package, for the services' statistics. */
export const version = '0.2.0';
