// Section 4: key refresh, read-back key, and both blits.
import { capsBits } from '../core/windows/guids.ts';
import type { Patient } from './patient.ts';
import { NotTried, Wrong } from './step.ts';
import type { Session, Subject } from './subject.ts';

const keyBytes = 16;
/** Every session is asked once, so no block is encrypted twice under one key. */
const firstIv = '00'.repeat(16);

/** A length that the driver's blocks divide, in bytes, and that the adapter can take. */
async function blitBytes(subject: Subject): Promise<number> {
  const block = Math.max(1, (await subject.caps()).BlockAlignmentSize);
  const { bltBytes } = await subject.capabilities();
  const fits = (length: number): boolean => length % 16 === 0 && length % block === 0;
  if (bltBytes !== undefined) {
    const found = bltBytes.find(fits);
    if (found !== undefined) return found;
    throw new NotTried(`no length in "bltBytes" is a multiple of 16 and of BlockAlignmentSize ${block}`);
  }
  for (let length = 16; length <= 65_536; length += 16) if (fits(length)) return length;
  throw new NotTried(`BlockAlignmentSize ${block} is too large to be tried`);
}

export async function examineBlits(patient: Patient, subject: Subject): Promise<void> {
  const refresh = 'StartSessionKeyRefresh gives RandomNumber, FinishSessionKeyRefresh a result';
  await patient.step({ id: 'StartSessionKeyRefresh', section: 4, demands: refresh }, async () => {
    await subject.demand('refresh', 'FRESHEN_SESSION_KEY');
    const session = await subject.keyedSession();
    await patient.ask('StartSessionKeyRefresh', { ...session, RandomNumberSize: keyBytes });
    await patient.ask('FinishSessionKeyRefresh', { ...session });
    return undefined;
  });

  const readback = 'GetEncryptionBltKey gives ReadbackKey';
  await patient.step({ id: 'GetEncryptionBltKey', section: 4, demands: readback }, async () => {
    await subject.demand('encryptionBltKey', 'ENCRYPTED_READ_BACK_KEY');
    await patient.ask('GetEncryptionBltKey', { ...(await subject.keyedSession()), KeySize: keyBytes });
    return undefined;
  });

  const decrypt = async (session: Session): Promise<string> => {
    const Data = 'a5'.repeat(await blitBytes(subject));
    const params = { ...session, Data, ContentKey: null, IV: firstIv };
    const { hSurface } = await patient.ask('DecryptionBlt', params);
    if (typeof hSurface !== 'string') throw new NotTried('DecryptionBlt gave the null handle');
    return hSurface;
  };

  const decryption = 'DecryptionBlt gives hSurface, DestroySurface a result';
  await patient.step({ id: 'DecryptionBlt', section: 4, demands: decryption }, async () => {
    await subject.demand('decryptionBlt', 'DECRYPTION_BLT');
    const session = await subject.keyedSession();
    const hSurface = await decrypt(session);
    await patient.ask('DestroySurface', { hDevice: session.hDevice, hSurface });
    return undefined;
  });

  const encryption = 'EncryptionBlt gives Data and IV';
  await patient.step({ id: 'EncryptionBlt', section: 4, demands: encryption }, async () => {
    await subject.demand('encryptionBlt', 'ENCRYPTED_READ_BACK');
    await subject.demand('decryptionBlt', 'DECRYPTION_BLT');
    const readBackKey = ((await subject.caps()).Caps & capsBits.ENCRYPTED_READ_BACK_KEY) !== 0;
    // The driver then encrypts under the key of the last GetEncryptionBltKey.
    if (readBackKey) await subject.demand('encryptionBltKey');
    const session = await subject.keyedSession();
    if (readBackKey) {
      await patient.ask('GetEncryptionBltKey', { ...session, KeySize: keyBytes });
    }
    const hSurface = await decrypt(session);
    const { Data } = await patient.ask('EncryptionBlt', { ...session, hSurface });
    await patient.ask('DestroySurface', { hDevice: session.hDevice, hSurface });
    if (Data === '') throw new Wrong('"Data" is empty, though the surface has received data');
    return undefined;
  });
}
