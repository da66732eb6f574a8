// Blocks for the key exchange: RSAES-OAEP by node:crypto, under the leaf key of a certificate chain.
import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import { aes128Ctr, nullGuid, rsaesOaep } from './host.mjs';

/** Children of a constructed DER element, each as the whole element. */
function children(element) {
  const { contents } = head(element);
  const found = [];
  for (let rest = contents; rest.length > 0;) {
    const { size } = head(rest);
    found.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return found;
}

function head(der) {
  const short = der[1] < 0x80;
  const lengthBytes = short ? 0 : der[1] & 0x7f;
  const start = 2 + lengthBytes;
  const length = short ? der[1] : der.readUIntBE(2, lengthBytes);
  return { contents: der.subarray(start, start + length), size: start + length };
}

/** Certificates of a container, leaf first: PKCS #7, or DER certificates one after the other. */
export function certificatesOf(bytes) {
  const outer = children(bytes.subarray(0, head(bytes).size));
  if (outer[0][0] !== 0x06) {
    const found = [];
    for (let rest = bytes; rest.length > 0; rest = rest.subarray(head(rest).size))
      found.push(new X509Certificate(rest.subarray(0, head(rest).size)));
    return found;
  }
  const signedData = children(outer[1])[0];
  const set = children(signedData).find((element) => element[0] === 0xa0);
  return children(set).map((certificate) => new X509Certificate(certificate));
}

/** Reads the session certificate's chain. */
export async function readChain(host, hDevice) {
  const which = { hDevice, CertificateType: 2, CryptoSessionType: aes128Ctr };
  const { CertificateSize } = await host.call('GetCertificateSize', which);
  const { Certificate } = await host.call('GetCertificate', { ...which, CertificateSize });
  return certificatesOf(Buffer.from(Certificate, 'hex'));
}

/** A key, wrapped as hexadecimal. */
export function wrap(publicKey, key, oaepHash = 'sha512') {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key).toString(
    'hex',
  );
}

/** A device, and a way to make sessions on it. */
export async function openDevice(host) {
  const { hr, hDevice } = await host.call('CreateDevice');
  if (hr !== 0) throw new Error(`CreateDevice: ${hr}`);
  const [leaf] = await readChain(host, hDevice);
  const createSession = async () => {
    const params = { hDevice, CryptoType: aes128Ctr, DecodeProfile: nullGuid, KeyExchangeType: rsaesOaep };
    return (await host.call('CreateCryptoSession', params)).hCryptoSession;
  };
  return { hDevice, publicKey: leaf.publicKey, createSession };
}
