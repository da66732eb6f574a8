// Data through DecryptionBlt and back through EncryptionBlt, under the key in force; checked by the observer.
import { createCipheriv } from 'node:crypto';
import type { Hex } from '../ciphertexts/block.ts';
import { sessionKeyBytes } from '../core/windows/lengths.ts';
import { PrerequisiteMissing, bytesIn } from './driver/driver-session.ts';
import { knownData, unwrapKey } from './driver/key-reader.ts';
import { lacksCap, lacksCapability } from './driver/lacks.ts';
import { observedCall } from './driver/observed-call.ts';
import type { SendContext } from './driver/send-context.ts';
import type { StepKind } from './step-kind.ts';

export interface BlitStep {
  readonly call: 'DecryptionBlt';
  readonly session: string;
  readonly bytes: number;
  /** Encrypt under this content key, wrapped by the session key (cap CONTENT_KEY). */
  readonly contentKey?: Hex;
}

function aesCtr(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  return createCipheriv('aes-128-ctr', key, iv).update(data);
}

/** A block count that leaves 32 bits behind within a blit, but where the driver wants counts in sequence. */
function firstCount({ survey }: SendContext): bigint {
  return survey.caps.includes('SEQUENTIAL_CTR_IV') ? 0n : 0xfffffffen;
}

export const blit: StepKind<BlitStep> = {
  objectName: ({ session }) => session,
  unsupported: ({ contentKey }, survey) =>
    lacksCap(survey, 'DECRYPTION_BLT') ??
    lacksCapability(survey, 'decryptionBlt') ??
    lacksCapability(survey, 'encryptionBlt') ??
    (contentKey === undefined ? undefined : lacksCap(survey, 'CONTENT_KEY')),
  async send(context, step) {
    const { driver, keyReadMethods: means } = context;
    const { handles } = context.objects.get(step.session, 'session');
    if (means.blitBytes === undefined)
      throw new PrerequisiteMissing('this driver and adapter offer no blits both ways');
    const known = (await context.readKeys())[step.session]?.key;
    if (typeof known !== 'string' || known === 'other')
      return { call: step.call, notSent: 'the key in force is not known' };
    const key = Buffer.from(known, 'hex');
    const bytes = Math.ceil(step.bytes / means.blitBytes) * means.blitBytes;
    if (context.survey.capabilities.bltBytes?.includes(bytes) === false)
      throw new PrerequisiteMissing(`the adapter cannot take blits of ${bytes} bytes`);
    const plain = knownData(bytes);
    const iv = driver.nextIv(bytes / 16, step.bytes === 64 ? firstCount(context) : 0n);
    const content = step.contentKey === undefined ? undefined : Buffer.from(step.contentKey, 'hex');
    const wrapped = content && createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(content);
    const into = await driver.call(step.call, {
      ...handles,
      Data: aesCtr(content ?? key, iv, plain).toString('hex'),
      ContentKey: wrapped === undefined ? null : wrapped.toString('hex'),
      IV: iv.toString('hex'),
    });
    const readback = means.blitsUseReadbackKey
      ? await driver.call('GetEncryptionBltKey', { ...handles, KeySize: sessionKeyBytes })
      : undefined;
    const hSurface = into['hSurface'];
    const back = await driver.call('EncryptionBlt', { ...handles, hSurface });
    await driver.call('DestroySurface', { hDevice: handles.hDevice, hSurface });
    const outIv = bytesIn(back['IV']);
    const out = bytesIn(back['Data']);
    const outKey = readback && bytesIn(readback['ReadbackKey']);
    const same =
      outIv.length === 16 &&
      (outKey === undefined || outKey.length === sessionKeyBytes) &&
      out.length === bytes &&
      aesCtr(outKey === undefined ? key : unwrapKey(key, outKey), outIv, out).equals(plain);
    return {
      ...observedCall(step.call, into),
      data: same ? 'ours' : 'garbled',
      keys: await context.readKeys(),
    };
  },
};
