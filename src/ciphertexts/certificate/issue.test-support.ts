// Certificates made for the tests, with nothing of the code under test in them.
import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  CertificateChoices,
  CertificateSet,
  ContentInfo,
  EncapsulatedContentInfo,
  SignedData,
  id_data,
  id_signedData,
} from '@peculiar/asn1-cms';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
  id_ce_basicConstraints,
} from '@peculiar/asn1-x509';
import { OctetString } from '@peculiar/asn1-schema';

export interface Wanted {
  readonly subject: string;
  readonly issuer: string;
  readonly key: KeyObject;
  /** Private key of the issuer: EC P-256. */
  readonly signedBy: KeyObject;
  /** basicConstraints: CA or not; absent: no such extension. */
  readonly ca?: boolean;
  readonly notAfter?: Date;
  readonly serial?: number;
}

function commonName(text: string): Name {
  const attribute = new AttributeTypeAndValue({
    type: '2.5.4.3',
    value: new AttributeValue({ utf8String: text }),
  });
  return new Name([new RelativeDistinguishedName([attribute])]);
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** One certificate, DER. */
export function issue(wanted: Wanted): Buffer {
  const spki = createPublicKey(wanted.key.export({ type: 'pkcs8', format: 'pem' }).toString()).export({
    type: 'spki',
    format: 'der',
  });
  const ecdsaWithSha256 = new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: Uint8Array.of(wanted.serial ?? 1).buffer,
    signature: ecdsaWithSha256,
    issuer: commonName(wanted.issuer),
    validity: new Validity({
      notBefore: new Date('2020-01-01'),
      notAfter: wanted.notAfter ?? new Date('2049-01-01'),
    }),
    subject: commonName(wanted.subject),
    subjectPublicKeyInfo: AsnConvert.parse(arrayBuffer(spki), SubjectPublicKeyInfo),
  });
  if (wanted.ca !== undefined) {
    const extnValue = new OctetString(AsnConvert.serialize(new BasicConstraints({ cA: wanted.ca })));
    tbs.extensions = new Extensions([
      new Extension({ extnID: id_ce_basicConstraints, critical: true, extnValue }),
    ]);
  }
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbs)), wanted.signedBy);
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: ecdsaWithSha256,
    signatureValue: arrayBuffer(signature),
  });
  return Buffer.from(AsnConvert.serialize(certificate));
}

/** Degenerate SignedData around certificates, as certificate chains are handed around. */
export function pkcs7(certificates: readonly Buffer[]): Buffer {
  const parsed = certificates.map(
    (each) => new CertificateChoices({ certificate: AsnConvert.parse(arrayBuffer(each), Certificate) }),
  );
  const data = new SignedData({
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: id_data }),
    certificates: new CertificateSet(parsed),
  });
  const info = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(data) });
  return Buffer.from(AsnConvert.serialize(info));
}
