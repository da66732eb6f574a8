// Why bytes that should hold a certificate chain cannot be used.

/** Thrown for bytes in which no certificate chain can be read; the message is a clause in plain words. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}
