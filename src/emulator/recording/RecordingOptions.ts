import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import {
  callable,
  checkOptions,
  nonBlank,
  objectOf,
  optional,
  wholeNumber,
  withDefault,
  type Rule,
} from '../../model/options/rules.js';
import type { Certificate } from '../http/certificate.js';

/** Where a recording is, and where it is served. */
export interface RecordingFileOptions {
  /** The file that the recording is in: an HTTP archive (HAR 1.2). */
  readonly file: string;
  /**
   * The port to listen on, of the loopback address.
   * @default 0: any free port
   */
  readonly port?: number | undefined;
  /**
   * Speak https, with this certificate.
   * @default plain http
   */
  readonly tls?: Certificate | undefined;
}

/** How a replay is run. */
export interface ReplayOptions extends RecordingFileOptions {
  /**
   * Told of each request that is refused, for nothing like it was recorded: what it asked for, and what was recorded instead.
   * @default nobody
   */
  readonly onUnmatched?: ((message: string) => void) | undefined;
}

/** How a recording is made. */
export interface RecordingOptions extends RecordingFileOptions {
  /** Where requests go: the address of a service, https where it says no scheme. */
  readonly endpoint: string;
  /**
   * Certificates in PEM that are trusted beside the usual ones, for an endpoint that speaks https with one of its own.
   * @default none
   */
  readonly ca?: string | undefined;
}

const endpoint: Rule<URL> = (option, value) => {
  const text = nonBlank(option, value);
  const given = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (URL.canParse(given) && !/[?#@]/.test(given)) return new URL(given);
  throw new InvalidRequest(option, 'must be the address of a service');
};

const tls: Rule<Certificate | undefined> = (option, value) =>
  value === undefined ? undefined : objectOf({ cert: nonBlank, key: nonBlank })(option, value);

const serverRules = { file: nonBlank, port: withDefault(wholeNumber(0, 65_535), 0), tls };

/** Checks and completes options. Throws {@link InvalidRequest} that names the option and the rule. */
export const recordingPlan = (given: RecordingOptions) =>
  checkOptions({ ...serverRules, endpoint, ca: optional(nonBlank) }, given);

/** The same for a replay. */
export const replayPlan = (given: ReplayOptions) =>
  checkOptions(
    { ...serverRules, onUnmatched: withDefault(callable<(message: string) => void>(), () => undefined) },
    given,
  );
