import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
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

/** The certificate of a folder that signs itself: the one of the last start, for whoever trusts it, while it lasts. */
export const ownCertificate = async (dataDir: string): Promise<TrustedCertificate> => {
  const [certFile, keyFile] = [path.join(dataDir, 'certificate.pem'), path.join(dataDir, 'certificate-key.pem')];
  const [cert, key] = await Promise.all([certFile, keyFile].map((file) => readFile(file, 'utf8').catch(() => '')));
  const known = { cert: cert ?? '', key: key ?? '' };
  if (isUsable(known)) return { certificate: known, caFile: certFile };
  const made = await selfSigned();
  await writeFile(keyFile, made.key, { mode: 0o600 });
  return publishCertificate(dataDir, made);
};

const oneDay = 86_400_000;

const isUsable = ({ cert, key }: Certificate): boolean => {
  try {
    const certificate = new X509Certificate(cert);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      certificate.checkHost('localhost') !== undefined &&
      Date.parse(certificate.validTo) > Date.now() + oneDay
    );
  } catch {
    return false;
  }
};

/** A certificate for this machine that signs itself: whoever is to trust it is given it. */
const selfSigned = async (): Promise<Certificate> => {
  // Large, and rarely needed.
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert, key };
};
