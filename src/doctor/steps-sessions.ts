// Sections 2 and 4: devices, caps, key-exchange types, sessions, certificates.
import { describeCertificate } from '../ciphertexts/certificate/describe.ts';
import { plainText } from '../core/plain-text.ts';
import { guids, sameGuid } from '../core/windows/guids.ts';
import { describeStatus } from '../core/windows/hresult.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { Wrong } from './step.ts';
import { codeOf, cryptoType, sessionCertificate, type ProbeObjects } from './probe-objects.ts';

export async function examineSessions(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const create = 'CreateDevice gives hr and, where it succeeds, hDevice';
  await probe.step({ id: 'CreateDevice', section: 4, demands: create }, async () => {
    await objects.device();
    return undefined;
  });

  const handles = 'a handle is never reused while the process runs';
  await probe.step({ id: 'handles', section: 2, demands: handles }, async () => {
    const seen = new Set<string>();
    for (let count = 0; count < 4; count++) {
      const hDevice = await objects.newDevice();
      if (seen.has(hDevice)) throw new Wrong('a new device has the handle of one that was destroyed');
      seen.add(hDevice);
      await probe.ask('DestroyDevice', { hDevice });
    }
    return undefined;
  });

  const caps = 'GetContentProtectionCaps gives hr and four numbers';
  await probe.step({ id: 'GetContentProtectionCaps', section: 4, demands: caps }, async () => {
    const { Caps, KeyExchangeTypeCount, BlockAlignmentSize } = await objects.caps();
    return `Caps 0x${Caps.toString(16)}, ${KeyExchangeTypeCount} key-exchange types, blocks of ${BlockAlignmentSize} bytes`;
  });

  const letters = 'GUIDs may be in upper or lower case';
  await probe.step({ id: 'guid-case', section: 2, demands: letters }, async () => {
    const hDevice = await objects.device();
    const lower = {
      hDevice,
      CryptoType: cryptoType.CryptoType.toLowerCase(),
      DecodeProfile: cryptoType.DecodeProfile,
    };
    const [upper, same] = [await objects.caps(), await objects.askCaps(lower)];
    if (upper.Caps !== same.Caps || upper.KeyExchangeTypeCount !== same.KeyExchangeTypeCount) {
      throw new Wrong('the same GUID in lower case is answered differently');
    }
    return undefined;
  });

  const types = 'GetCryptoKeyExchangeType gives hr and a GUID for each Index below KeyExchangeTypeCount';
  await probe.step({ id: 'GetCryptoKeyExchangeType', section: 4, demands: types }, async () => {
    const found = await objects.keyExchangeTypes();
    const names = found.map((guid) =>
      sameGuid(guid, guids.KEY_EXCHANGE_RSAES_OAEP) ? 'RSAES_OAEP' : guid.toUpperCase(),
    );
    return names.length === 0 ? 'the driver lists none' : `the driver lists ${names.join(', ')}`;
  });

  const session = 'CreateCryptoSession returns hr and hCryptoSession; DestroyCryptoSession returns a result';
  await probe.step({ id: 'CreateCryptoSession', section: 4, demands: session }, async () => {
    await probe.ask('DestroyCryptoSession', { ...(await objects.session()) });
    return undefined;
  });

  const certificate = 'GetCertificateSize gives CertificateSize, and GetCertificate exactly so many bytes';
  await probe.step({ id: 'GetCertificate', section: 4, demands: certificate }, async () => {
    const bytes = await objects.certificate(sessionCertificate, await objects.device());
    const { form, container, what, chain } = describeCertificate(bytes);
    if (chain === undefined) return `${bytes.length} bytes: ${form}${what === undefined ? '' : `, ${what}`}`;
    const name = plainText(chain.leaf.subject.replaceAll('\n', ', '), 120);
    return `${bytes.length} bytes: ${container ?? ''} with the leaf ${name}, which holds ${what ?? form}`;
  });

  const destroy = 'DestroyDevice is answered with a result';
  await probe.step({ id: 'DestroyDevice', section: 4, demands: destroy }, async () => {
    await probe.ask('DestroyDevice', { hDevice: await objects.newDevice() });
    return undefined;
  });
}

/** What the driver returned, for a remark; the doctor does not judge it. */
export function returned(result: Parameters<typeof codeOf>[0]): string {
  return `the driver returned ${describeStatus(codeOf(result))}`;
}
