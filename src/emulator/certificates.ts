// GetCertificateSize and GetCertificate; the certificates of OPM are read through the same decisions.
import { certificateTypes, channelTypes, guids } from '../core/windows/guids.ts';
import type { Params } from '../core/protocol/adapter.ts';
import type { CertificateBehaviour } from './behaviour.ts';
import { invalid, noteOverrun, outputBuffer, type CallTable } from './call-table.ts';
import { certificateChain } from './certificate-chain.ts';
import type { Driver } from './driver.ts';
import { Memory } from './memory.ts';
import { answerBytesParam, guidParam, objectParam, placementParam, uintParam } from './params.ts';
import type { Purpose } from './state.ts';

const none = Buffer.alloc(0);

export function correctCertificates(driver: Driver): CertificateBehaviour {
  const { settings } = driver;
  return {
    certifiedKeyFor: (purpose, device) => driver.behaviour.privateKeyFor(purpose, device),
    certificateFor(purpose, device) {
      const key = driver.behaviour.certifiedKeyFor(purpose, device);
      return certificateChain(key, settings.container, settings.chain);
    },
    certificateSize: (certificate) => certificate.length,
    writeCertificate(buffer, certificate) {
      if (buffer.length < certificate.length) return false;
      buffer.write(0, certificate);
      return true;
    },
  };
}

/** What the certificate asked for is used for, or null where the driver has none of that kind. */
function purposeOf(driver: Driver, params: Params): Purpose | null {
  const type = uintParam(params, 'CertificateType');
  if (type === certificateTypes.CRYPTO_SESSION) {
    const offered = driver.behaviour.keyExchangeTypes().includes(guids.KEY_EXCHANGE_RSAES_OAEP);
    const fits = guidParam(params, 'CryptoSessionType') === guids.CRYPTO_TYPE_AES128_CTR;
    return offered && fits ? 'session' : null;
  }
  if (type === certificateTypes.AUTHENTICATED_CHANNEL) {
    const made = driver.settings.channels === 'software';
    return made && uintParam(params, 'ChannelType') === channelTypes.DRIVER_SOFTWARE ? 'channel' : null;
  }
  return null;
}

function certificateOf(driver: Driver, params: Params): { certificate: Buffer; purpose: Purpose } {
  const device = objectParam(params, 'hDevice', driver.devices);
  const purpose = purposeOf(driver, params);
  if (purpose === null) return { certificate: none, purpose: 'session' };
  return { certificate: driver.behaviour.certificateFor(purpose, device), purpose };
}

export const certificateCalls: CallTable = {
  GetCertificateSize(driver, params) {
    const { certificate, purpose } = certificateOf(driver, params);
    return { CertificateSize: driver.behaviour.certificateSize(certificate, purpose) };
  },

  GetCertificate(driver, params) {
    const { certificate, purpose } = certificateOf(driver, params);
    const buffer = new Memory(
      outputBuffer(answerBytesParam(params, 'CertificateSize')),
      placementParam(params),
    );
    if (!driver.behaviour.writeCertificate(buffer, certificate, purpose)) invalid(driver);
    const result = { Certificate: buffer.read(0, buffer.length).toString('hex') };
    noteOverrun(buffer, result);
    return result;
  },
};
