import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';

/** A certificate and its key, in PEM. */
export interface Certificate {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** The certificate of a folder that clients are to trust. */
export interface TrustedCertificate {
  readonly certificate: Certificate;
  readonly caFile: string;
}

/** Puts a certificate where clients find it. */
export const publishCertificate = async (dataDir: string, certificate: Certificate): Promise<TrustedCertificate> => {
  const caFile = path.join(dataDir, 'certificate.pem');
  await writeFile(caFile, certificate.cert);
  return { certificate, caFile };
};

/**
 * The certificate of a folder that signs itself, for where the emulator listens: the one of the last start, for whoever trusts it,
 * while it lasts.
 */
export const ownCertificate = async (dataDir: string, host: string): Promise<TrustedCertificate> => {
  const names = namesOf(host);
  const [certFile, keyFile] = [path.join(dataDir, 'certificate.pem'), path.join(dataDir, 'certificate-key.pem')];
  const [cert, key] = await Promise.all([certFile, keyFile].map((file) => readFile(file, 'utf8').catch(() => '')));
  const known = { cert: cert ?? '', key: key ?? '' };
  if (isUsable(known, names)) return { certificate: known, caFile: certFile };
  const made = await selfSigned(names);
  await writeFile(keyFile, made.key, { mode: 0o600 });
  return publishCertificate(dataDir, made);
};

const oneDay = 86_400_000;

/** By what clients may call the emulator: a certificate names no wildcards of addresses. */
const namesOf = (host: string): readonly string[] => {
  const own = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return [...new Set(['localhost', '127.0.0.1', '::1', own])];
};

const isUsable = ({ cert, key }: Certificate, names: readonly string[]): boolean => {
  try {
    const certificate = new X509Certificate(cert);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined) &&
      Date.parse(certificate.validTo) > Date.now() + oneDay
    );
  } catch {
    return false;
  }
};

/** A certificate for this machine that signs itself: whoever is to trust it is given it. */
const selfSigned = async (names: readonly string[]): Promise<Certificate> => {
  // Large, and rarely needed.
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert, key };
};
