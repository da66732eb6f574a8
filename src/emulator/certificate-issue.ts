// Issuing the driver's leaf certificate for a key given at run time (X.509 v3, RFC 5280), by the TEST authority of vectors/keys.
import { createPrivateKey, hash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bitString,
  booleanTrue,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  utcTime,
  utf8String,
} from './der.ts';
import { keyFolder, publicKeyInfo, type DriverKey } from './keys.ts';

const sha256WithRSAEncryption = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nullValue);

function distinguishedName(commonName: string): Buffer {
  const part = (type: string, text: string): Buffer =>
    set(sequence(objectIdentifier(type), utf8String(text)));
  return sequence(part('2.5.4.10', 'kexcts TEST'), part('2.5.4.3', commonName));
}

// The bits of subjectPublicKey stand behind a header whose length follows from the algorithm; the last BIT STRING is theirs.
function keyIdentifier(info: Buffer): Buffer {
  const algorithmBytes = 2 + (info[headerBytes(info) + 1] ?? 0);
  const bits = info.subarray(headerBytes(info) + algorithmBytes);
  return hash('sha1', bits.subarray(headerBytes(bits) + 1), 'buffer');
}

function headerBytes(der: Buffer): number {
  const length = der[1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}

function extension(identifier: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [booleanTrue] : []), octetString(value));
}

/** DER of a certificate for the key's public half: the same bytes for the same key. */
export function issueCertificate(key: DriverKey): Buffer {
  const authority = createPrivateKey(readFileSync(join(keyFolder, 'test-authority-issuing.pem'), 'utf8'));
  const info = publicKeyInfo(key.privateKey);
  const serialNumber = hash('sha256', info, 'buffer').subarray(0, 16);
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const keyEncipherment = bitString(Buffer.of(0x20), 5);
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(serialNumber),
    sha256WithRSAEncryption,
    distinguishedName('kexcts TEST issuing authority'),
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    distinguishedName(`kexcts TEST driver ${key.name}`),
    info,
    tagged(
      0xa3,
      sequence(
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.15', true, keyEncipherment),
        extension('2.5.29.14', false, octetString(keyIdentifier(info))),
        extension('2.5.29.35', false, sequence(tagged(0x80, keyIdentifier(publicKeyInfo(authority))))),
      ),
    ),
  );
  return sequence(toBeSigned, sha256WithRSAEncryption, bitString(sign('sha256', toBeSigned, authority)));
}
