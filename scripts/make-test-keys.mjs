// Makes vectors/keys/: RSA and EC keys for testing, and the TEST certificates issued for them.
// Keys that are there stay as they are; certificates are issued anew from them and come out with the same bytes each time.
//   node scripts/make-test-keys.mjs
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'vectors', 'keys');
const written = [];
const validity = new x509.Validity({
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2049-12-31T23:59:59Z'),
});
const sha256WithRSAEncryption = new x509.AlgorithmIdentifier({
  algorithm: '1.2.840.113549.1.1.11',
  parameters: null,
});

const rsa2048 = { modulusLength: 2048, publicExponent: 65537 };
const driverKeys = {
  'test-rsa2048-a': ['rsa', rsa2048],
  'test-rsa2048-b': ['rsa', rsa2048],
  'test-rsa2048-c': ['rsa', rsa2048],
  'test-rsa2048-d': ['rsa', rsa2048],
  'test-rsa2048-e': ['rsa', rsa2048],
  'test-rsa2048-f': ['rsa', rsa2048],
  'test-rsa2048-e3': ['rsa', { modulusLength: 2048, publicExponent: 3 }],
  'test-rsa1024': ['rsa', { modulusLength: 1024, publicExponent: 65537 }],
  'test-rsa3072': ['rsa', { modulusLength: 3072, publicExponent: 65537 }],
  'test-ec-p256': ['ec', { namedCurve: 'P-256' }],
};
const authorityKeys = {
  'test-authority-root': ['rsa', rsa2048],
  'test-authority-intermediate': ['rsa', rsa2048],
  'test-authority-issuing': ['rsa', rsa2048],
};

function write(name, text) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  written.push(name);
  writeFileSync(path, text);
}

function keyOf(name, [type, parameters]) {
  const path = join(folder, `${name}.pem`);
  if (existsSync(path)) return createPrivateKey(readFileSync(path, 'utf8'));
  const { privateKey } = generateKeyPairSync(type, parameters);
  write(`${name}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return privateKey;
}

const organizationName = '2.5.4.10';
const commonNameType = '2.5.4.3';

function distinguishedName(commonName) {
  const part = (type, text) =>
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({ type, value: new x509.AttributeValue({ utf8String: text }) }),
    ]);
  return new x509.Name([part(organizationName, 'kexcts TEST'), part(commonNameType, commonName)]);
}

function subjectPublicKeyInfo(key) {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return AsnConvert.parse(der, x509.SubjectPublicKeyInfo);
}

// RFC 5280, section 4.2.1.2, method 1.
function keyIdentifier(key) {
  return createHash('sha1')
    .update(new Uint8Array(subjectPublicKeyInfo(key).subjectPublicKey))
    .digest();
}

function extension(extnID, critical, value) {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function issue({ subject, key, issuer, issuerKey, serialNumber, authority }) {
  const usage = authority
    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
    : x509.KeyUsageFlags.keyEncipherment;
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: new Uint8Array(Buffer.from(serialNumber, 'hex')).buffer,
    signature: sha256WithRSAEncryption,
    issuer: distinguishedName(issuer),
    validity,
    subject: distinguishedName(subject),
    subjectPublicKeyInfo: subjectPublicKeyInfo(key),
    extensions: new x509.Extensions([
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: authority })),
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(usage)),
      extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyIdentifier(key))),
      extension(
        x509.id_ce_authorityKeyIdentifier,
        false,
        new x509.AuthorityKeyIdentifier({
          keyIdentifier: new x509.KeyIdentifier(keyIdentifier(issuerKey)),
        }),
      ),
    ]),
  });
  const signatureValue = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuerKey);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: sha256WithRSAEncryption,
    signatureValue: new Uint8Array(signatureValue).buffer,
  });
  return Buffer.from(AsnConvert.serialize(certificate)).toString('base64');
}

mkdirSync(folder, { recursive: true });
const authorities = Object.fromEntries(
  Object.entries(authorityKeys).map(([name, how]) => [name, keyOf(name, how)]),
);
const rootName = 'kexcts TEST root';
const intermediateName = 'kexcts TEST intermediate';
const issuingName = 'kexcts TEST issuing authority';
const root = { issuer: rootName, issuerKey: authorities['test-authority-root'] };
const intermediate = { issuer: intermediateName, issuerKey: authorities['test-authority-intermediate'] };
const issuing = { issuer: issuingName, issuerKey: authorities['test-authority-issuing'] };
const ofIssuing = { subject: issuingName, key: issuing.issuerKey, authority: true };

// The issuing authority has three certificates for one key, so that one leaf fits under chains of every length.
const authorityCertificates = {
  root: issue({ subject: rootName, key: root.issuerKey, ...root, serialNumber: '7e5701', authority: true }),
  intermediateUnderRoot: issue({
    subject: intermediateName,
    key: intermediate.issuerKey,
    ...root,
    serialNumber: '7e5702',
    authority: true,
  }),
  issuingSelfSigned: issue({ ...ofIssuing, ...issuing, serialNumber: '7e5703' }),
  issuingUnderRoot: issue({ ...ofIssuing, ...root, serialNumber: '7e5704' }),
  issuingUnderIntermediate: issue({ ...ofIssuing, ...intermediate, serialNumber: '7e5705' }),
};
const leaves = {};
let serial = 0x7e5710;
for (const [name, how] of Object.entries(driverKeys)) {
  const key = keyOf(name, how);
  const subject = `kexcts TEST driver ${name}`;
  leaves[name] = issue({ subject, key, ...issuing, serialNumber: (serial++).toString(16), authority: false });
}
const file = {
  about:
    'X.509 certificates (DER, base64) for the keys in this folder. For tests only: the private keys are public.',
  authorities: authorityCertificates,
  leaves,
};
write('test-certificates.json', `${JSON.stringify(file, null, 2)}\n`);

console.log(`vectors/keys: ${written.length === 0 ? 'nothing to do' : `wrote ${written.join(', ')}`}`);
