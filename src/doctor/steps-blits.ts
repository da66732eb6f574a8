// Section 4: key refresh, read-back key, and both blits.
import { capsBits } from '../core/windows/guids.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotTried, Wrong } from './step.ts';
import type { Session, ProbeObjects } from './probe-objects.ts';

const keyBytes = 16;
/** Every session is asked once, so no block is encrypted twice under one key. */
const firstIv = '00'.repeat(16);

/** A length that the driver's blocks divide, in bytes, and that the adapter can take. */
async function blitBytes(objects: ProbeObjects): Promise<number> {
  const block = Math.max(1, (await objects.caps()).BlockAlignmentSize);
  const { bltBytes } = await objects.capabilities();
  const fits = (length: number): boolean => length % 16 === 0 && length % block === 0;
  if (bltBytes !== undefined) {
    const found = bltBytes.find(fits);
    if (found !== undefined) return found;
    throw new NotTried(`no length in "bltBytes" is a multiple of 16 and of BlockAlignmentSize ${block}`);
  }
  for (let length = 16; length <= 65_536; length += 16) if (fits(length)) return length;
  throw new NotTried(`BlockAlignmentSize ${block} is too large to be tried`);
}

export async function examineBlits(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const refresh = 'StartSessionKeyRefresh gives RandomNumber, FinishSessionKeyRefresh a result';
  await probe.step({ id: 'StartSessionKeyRefresh', section: 4, demands: refresh }, async () => {
    await objects.demand('refresh', 'FRESHEN_SESSION_KEY');
    const session = await objects.keyedSession();
    await probe.ask('StartSessionKeyRefresh', { ...session, RandomNumberSize: keyBytes });
    await probe.ask('FinishSessionKeyRefresh', { ...session });
    return undefined;
  });

  const readback = 'GetEncryptionBltKey gives ReadbackKey';
  await probe.step({ id: 'GetEncryptionBltKey', section: 4, demands: readback }, async () => {
    await objects.demand('encryptionBltKey', 'ENCRYPTED_READ_BACK_KEY');
    await probe.ask('GetEncryptionBltKey', { ...(await objects.keyedSession()), KeySize: keyBytes });
    return undefined;
  });

  const decrypt = async (session: Session): Promise<string> => {
    const Data = 'a5'.repeat(await blitBytes(objects));
    const params = { ...session, Data, ContentKey: null, IV: firstIv };
    const { hSurface } = await probe.ask('DecryptionBlt', params);
    if (typeof hSurface !== 'string') throw new NotTried('DecryptionBlt gave the null handle');
    return hSurface;
  };

  const decryption = 'DecryptionBlt gives hSurface, DestroySurface a result';
  await probe.step({ id: 'DecryptionBlt', section: 4, demands: decryption }, async () => {
    await objects.demand('decryptionBlt', 'DECRYPTION_BLT');
    const session = await objects.keyedSession();
    const hSurface = await decrypt(session);
    await probe.ask('DestroySurface', { hDevice: session.hDevice, hSurface });
    return undefined;
  });

  const encryption = 'EncryptionBlt gives Data and IV';
  await probe.step({ id: 'EncryptionBlt', section: 4, demands: encryption }, async () => {
    await objects.demand('encryptionBlt', 'ENCRYPTED_READ_BACK');
    await objects.demand('decryptionBlt', 'DECRYPTION_BLT');
    const readBackKey = ((await objects.caps()).Caps & capsBits.ENCRYPTED_READ_BACK_KEY) !== 0;
    // The driver then encrypts under the key of the last GetEncryptionBltKey.
    if (readBackKey) await objects.demand('encryptionBltKey');
    const session = await objects.keyedSession();
    if (readBackKey) {
      await probe.ask('GetEncryptionBltKey', { ...session, KeySize: keyBytes });
    }
    const hSurface = await decrypt(session);
    const { Data } = await probe.ask('EncryptionBlt', { ...session, hSurface });
    await probe.ask('DestroySurface', { hDevice: session.hDevice, hSurface });
    if (Data === '') throw new Wrong('"Data" is empty, though the surface has received data');
    return undefined;
  });
}
