// Faults of the certificate calls: what is certified, how large it is said to be, and what is written.
import { certificateChain } from '../certificate-chain.ts';
import type { Variation } from '../driver.ts';
import { poolKey } from '../keys.ts';
import type { Purpose } from '../state.ts';
import type { FaultTable } from './family.ts';

const none = Buffer.alloc(0);

/** Another certificate for one purpose. */
const certificateOf =
  (whose: Purpose, change: (certificate: Buffer) => Buffer): Variation =>
  (correct) => ({
    certificateFor(purpose, device) {
      const certificate = correct.certificateFor(purpose, device);
      return purpose === whose ? change(certificate) : certificate;
    },
  });

const sizeOf =
  (whose: Purpose, change: (size: number) => number): Variation =>
  (correct) => ({
    certificateSize(certificate, purpose) {
      const size = correct.certificateSize(certificate, purpose);
      return purpose === whose ? change(size) : size;
    },
  });

/** The size is rounded up, and zeros follow the certificate. */
const rounded =
  (whose: Purpose, to: number): Variation =>
  (correct, driver) => ({
    ...sizeOf(whose, (size) => Math.ceil((size + 1) / to) * to)(correct, driver),
    writeCertificate(buffer, certificate, purpose) {
      const written = correct.writeCertificate(buffer, certificate, purpose);
      const behind = buffer.length - certificate.length;
      if (purpose === whose && written && behind > 0) buffer.write(certificate.length, Buffer.alloc(behind));
      return written;
    },
  });

/** Every read gives a certificate of the same key, but not the same one. */
const alternating =
  (whose: Purpose): Variation =>
  (correct, driver) => {
    let reads = 0;
    return {
      certificateFor(purpose, device) {
        if (purpose !== whose) return correct.certificateFor(purpose, device);
        // A read is two calls, for the size and for the bytes.
        const longer = Math.floor(reads++ / 2) % 2 === 1;
        const key = driver.behaviour.certifiedKeyFor(purpose, device);
        return certificateChain(key, driver.settings.container, longer ? 4 : 3);
      },
    };
  };

const pem = (certificate: Buffer): Buffer =>
  Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    'latin1',
  );

export const certificateFaults = {
  'certificate-absent': certificateOf('session', () => none),
  'certificate-as-text': certificateOf('session', pem),
  'certificate-cut-short': sizeOf('session', (size) => size - 1),
  'certificate-size-rounded-up': rounded('session', 256),
  'certificate-of-rsa-1024': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'session' ? poolKey('test-rsa1024') : correct.certifiedKeyFor(purpose, device),
  }),
  'certificate-changes': alternating('session'),
  'certificate-behind-written': (correct) => ({
    writeCertificate(buffer, certificate, purpose) {
      const written = correct.writeCertificate(buffer, certificate, purpose);
      if (purpose === 'session') buffer.write(buffer.length, Buffer.of(0));
      return written;
    },
  }),
  'certificate-read-crashes-the-second-time': (correct) => {
    let reads = 0;
    return {
      writeCertificate(buffer, certificate, purpose) {
        if (purpose === 'session' && ++reads > 1) buffer.read(buffer.length + 8192, 1);
        return correct.writeCertificate(buffer, certificate, purpose);
      },
    };
  },
  'channel-certificate-absent': certificateOf('channel', () => none),
  'channel-certificate-of-rsa-1024': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'channel' ? poolKey('test-rsa1024') : correct.certifiedKeyFor(purpose, device),
  }),
  'opm-certificate-byte-behind-written': (correct) => ({
    writeCertificate(buffer, certificate, purpose) {
      const written = correct.writeCertificate(buffer, certificate, purpose);
      if (purpose === 'opm' && written) buffer.write(buffer.length, Buffer.of(0));
      return written;
    },
  }),
  'opm-certificate-absent': certificateOf('opm', () => none),
  'opm-certificate-of-rsa-1024': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'opm' ? poolKey('test-rsa1024') : correct.certifiedKeyFor(purpose, device),
  }),
  'opm-certificate-size-rounded-up': rounded('opm', 64),
  'opm-certificate-changes': alternating('opm'),
  'opm-certificate-refused': (correct) => ({
    writeCertificate: (buffer, certificate, purpose) =>
      purpose !== 'opm' && correct.writeCertificate(buffer, certificate, purpose),
  }),
  'opm-certificate-cut-to-the-buffer': (correct) => ({
    writeCertificate(buffer, certificate, purpose) {
      if (purpose !== 'opm') return correct.writeCertificate(buffer, certificate, purpose);
      buffer.write(0, certificate.subarray(0, buffer.length));
      return true;
    },
  }),
  'opm-certificate-written-though-it-does-not-fit': (correct) => ({
    writeCertificate(buffer, certificate, purpose) {
      if (purpose !== 'opm') return correct.writeCertificate(buffer, certificate, purpose);
      buffer.write(0, certificate.subarray(0, buffer.length));
      return buffer.length >= certificate.length;
    },
  }),
  'opm-certificate-behind-written': (correct) => ({
    writeCertificate(buffer, certificate, purpose) {
      if (purpose !== 'opm') return correct.writeCertificate(buffer, certificate, purpose);
      buffer.write(0, certificate);
      return buffer.length >= certificate.length;
    },
  }),
} as const satisfies FaultTable;
