// Sections 2 and 4: devices, caps, key-exchange types, sessions, certificates.
import { describeCertificate } from '../ciphertexts/certificate/describe.ts';
import { plainText } from '../core/plain-text.ts';
import { guids, sameGuid } from '../core/windows/guids.ts';
import { describeStatus } from '../core/windows/hresult.ts';
import type { Patient } from './patient.ts';
import { Wrong } from './step.ts';
import { codeOf, cryptoType, sessionCertificate, type Subject } from './subject.ts';

export async function examineSessions(patient: Patient, subject: Subject): Promise<void> {
  const create = 'CreateDevice gives hr and, where it succeeds, hDevice';
  await patient.step({ id: 'CreateDevice', section: 4, demands: create }, async () => {
    await subject.device();
    return undefined;
  });

  const handles = 'a handle is never used again while the process lives';
  await patient.step({ id: 'handles', section: 2, demands: handles }, async () => {
    const seen = new Set<string>();
    for (let count = 0; count < 4; count++) {
      const hDevice = await subject.newDevice();
      if (seen.has(hDevice)) throw new Wrong('a new device has the handle of one that was destroyed');
      seen.add(hDevice);
      await patient.ask('DestroyDevice', { hDevice });
    }
    return undefined;
  });

  const caps = 'GetContentProtectionCaps gives hr and four numbers';
  await patient.step({ id: 'GetContentProtectionCaps', section: 4, demands: caps }, async () => {
    const { Caps, KeyExchangeTypeCount, BlockAlignmentSize } = await subject.caps();
    return `Caps 0x${Caps.toString(16)}, ${KeyExchangeTypeCount} key-exchange types, blocks of ${BlockAlignmentSize} bytes`;
  });

  const letters = 'GUIDs may be in upper or lower case';
  await patient.step({ id: 'guid-case', section: 2, demands: letters }, async () => {
    const hDevice = await subject.device();
    const lower = {
      hDevice,
      CryptoType: cryptoType.CryptoType.toLowerCase(),
      DecodeProfile: cryptoType.DecodeProfile,
    };
    const [upper, same] = [await subject.caps(), await subject.askCaps(lower)];
    if (upper.Caps !== same.Caps || upper.KeyExchangeTypeCount !== same.KeyExchangeTypeCount) {
      throw new Wrong('the same GUID in lower case is answered differently');
    }
    return undefined;
  });

  const types = 'GetCryptoKeyExchangeType gives hr and a GUID for each Index below KeyExchangeTypeCount';
  await patient.step({ id: 'GetCryptoKeyExchangeType', section: 4, demands: types }, async () => {
    const found = await subject.keyExchangeTypes();
    const names = found.map((guid) =>
      sameGuid(guid, guids.KEY_EXCHANGE_RSAES_OAEP) ? 'RSAES_OAEP' : guid.toUpperCase(),
    );
    return names.length === 0 ? 'the driver lists none' : `the driver lists ${names.join(', ')}`;
  });

  const session =
    'CreateCryptoSession gives hr and hCryptoSession; DestroyCryptoSession is answered with a result';
  await patient.step({ id: 'CreateCryptoSession', section: 4, demands: session }, async () => {
    await patient.ask('DestroyCryptoSession', { ...(await subject.session()) });
    return undefined;
  });

  const certificate = 'GetCertificateSize gives CertificateSize, and GetCertificate exactly so many bytes';
  await patient.step({ id: 'GetCertificate', section: 4, demands: certificate }, async () => {
    const bytes = await subject.certificate(sessionCertificate, await subject.device());
    const { form, container, what, chain } = describeCertificate(bytes);
    if (chain === undefined) return `${bytes.length} bytes: ${form}${what === undefined ? '' : `, ${what}`}`;
    const name = plainText(chain.leaf.subject.replaceAll('\n', ', '), 120);
    return `${bytes.length} bytes: ${container ?? ''} with the leaf ${name}, which holds ${what ?? form}`;
  });

  const destroy = 'DestroyDevice is answered with a result';
  await patient.step({ id: 'DestroyDevice', section: 4, demands: destroy }, async () => {
    await patient.ask('DestroyDevice', { hDevice: await subject.newDevice() });
    return undefined;
  });
}

/** What the driver returned, for a remark; the doctor does not judge it. */
export function returned(result: Parameters<typeof codeOf>[0]): string {
  return `the driver returned ${describeStatus(codeOf(result))}`;
}
