// Numbers of the interface, and the steps that most tests begin with.
import assert from 'node:assert/strict';
import { X509Certificate, constants, publicEncrypt, randomBytes } from 'node:crypto';

export const S_OK = 0;
export const E_INVALIDARG = 0x80070057;
export const E_OUTOFMEMORY = 0x8007000e;
export const E_FAIL = 0x80004005;
export const D3DDDIERR_UNSUPPORTEDCRYPTO = 0x8876087e;
export const STATUS_NO_MEMORY = 0xc0000017;
export const STATUS_INVALID_ENCRYPTED_PARAMETERS = 0xc01e0503;
export const STATUS_INVALID_INFORMATION_REQUEST = 0xc01e051d;

export const NULL_GUID = '00000000-0000-0000-0000-000000000000';
export const AES128_CTR = '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F';
export const RSAES_OAEP = 'C1949895-D72A-4A1D-8E5D-ED857D171520';
export const HW_PROTECTION = 'B1170D8A-628D-4DA3-AD3B-82DDB08B4970';
export const H264_VLD_NOFGT = '1B81BE68-A0C7-11D3-B984-00C04F2E73C5';

const sessionCertificate = { CertificateType: 2, CryptoSessionType: AES128_CTR };
const channelCertificate = { CertificateType: 1, ChannelType: 2 };

/** One DER element: its tag, its content, and what stands behind it. */
function readElement(der) {
  let length = der[1];
  let header = 2;
  if (length & 0x80) {
    header += length & 0x7f;
    length = der.readUIntBE(2, length & 0x7f);
  }
  return {
    tag: der[0],
    content: der.subarray(header, header + length),
    all: der.subarray(0, header + length),
    rest: der.subarray(header + length),
  };
}

function* elements(der) {
  for (let rest = der; rest.length > 0;) {
    const element = readElement(rest);
    yield element;
    rest = element.rest;
  }
}

/** The certificates of a degenerate SignedData (RFC 2315, sections 7 and 9.1), or of DER in a row. */
export function certificatesIn(bytes) {
  const [first, second] = elements(readElement(bytes).content);
  if (first.tag !== 0x06) return [...elements(bytes)].map(({ all }) => new X509Certificate(all));
  const signedData = readElement(second.content).content;
  const set = [...elements(signedData)].find(({ tag }) => tag === 0xa0);
  return [...elements(set.content)].map(({ all }) => new X509Certificate(all));
}

/** The certificate that is nobody's issuer. */
export function leafOf(bytes) {
  const all = certificatesIn(bytes);
  return all.find(
    (candidate) => !all.some((other) => other !== candidate && other.issuer === candidate.subject),
  );
}

async function readCertificate(adapter, hDevice, info) {
  const { CertificateSize } = await adapter.call('GetCertificateSize', { hDevice, ...info });
  const { Certificate } = await adapter.call('GetCertificate', { hDevice, ...info, CertificateSize });
  assert.equal(Certificate.length, 2 * CertificateSize);
  return Buffer.from(Certificate, 'hex');
}

export const readSessionCertificate = (adapter, hDevice) =>
  readCertificate(adapter, hDevice, sessionCertificate);
export const readChannelCertificate = (adapter, hDevice) =>
  readCertificate(adapter, hDevice, channelCertificate);

export async function readOpmCertificate(adapter) {
  const { CertificateSize } = await adapter.call('OPMGetCertificateSize', { CertificateType: 0 });
  const { status, Certificate } = await adapter.call('OPMGetCertificate', {
    CertificateType: 0,
    CertificateSize,
  });
  assert.equal(status, 0);
  return Buffer.from(Certificate, 'hex');
}

export function encryptFor(publicKey, message, oaepHash = 'sha512') {
  return publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    message,
  ).toString('hex');
}

export async function createDevice(adapter) {
  const { hr, hDevice } = await adapter.call('CreateDevice');
  assert.equal(hr, S_OK);
  return hDevice;
}

export async function createSession(adapter, hDevice, KeyExchangeType = RSAES_OAEP) {
  const params = { hDevice, CryptoType: AES128_CTR, DecodeProfile: NULL_GUID, KeyExchangeType };
  const { hr, hCryptoSession } = await adapter.call('CreateCryptoSession', params);
  assert.equal(hr, S_OK);
  return hCryptoSession;
}

export function negotiate(adapter, hDevice, hCryptoSession, pData, more = {}) {
  const method = 'NegotiateCryptoSessionKeyExchange';
  return adapter.call(method, {
    hDevice,
    hCryptoSession,
    DataSize: pData === null ? 256 : pData.length / 2,
    pData,
    ...more,
  });
}

export async function sessionKey(adapter, hCryptoSession) {
  return (await adapter.call('test/probeSessionKey', { hCryptoSession })).key;
}

/** A device, a session on it, and the public key to encrypt session keys for. */
export async function open(adapter) {
  const hDevice = await createDevice(adapter);
  const { publicKey } = leafOf(await readSessionCertificate(adapter, hDevice));
  return { hDevice, publicKey, hCryptoSession: await createSession(adapter, hDevice) };
}

/** The same, with a key negotiated. */
export async function openKeyed(adapter) {
  const opened = await open(adapter);
  const key = randomBytes(16);
  const { hr } = await negotiate(
    adapter,
    opened.hDevice,
    opened.hCryptoSession,
    encryptFor(opened.publicKey, key),
  );
  assert.equal(hr, S_OK);
  return { ...opened, key };
}
