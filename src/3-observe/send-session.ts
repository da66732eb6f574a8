// Calls on a session beside the key exchange: refresh, read-back key, blits.
import { createCipheriv } from 'node:crypto';
import type { BlitStep, SessionStep } from '../steps/recipe.ts';
import { PrerequisiteMissing, bytesIn } from '../steps/driver/driver-session.ts';
import { knownData, unwrapKey } from '../steps/driver/key-reader.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { readKeys } from '../steps/driver/read-keys.ts';
import type { SendContext } from '../steps/driver/send-context.ts';
import { sharedResultMembers } from '../steps/driver/shared-result-members.ts';

/** Length of a session key in bytes, as RandomNumberSize and KeySize ask for it (ddi page of StartSessionKeyRefresh). */
const keyBytes = 16;

export async function sendSessionStep(context: SendContext, step: SessionStep): Promise<ObservedStep> {
  const session = context.objects.get(step.session, 'session');
  if (session === undefined) throw new PrerequisiteMissing(`there is no session "${step.session}"`);
  const object = { hDevice: session.hDevice, hCryptoSession: session.handle };
  switch (step.call) {
    case 'StartSessionKeyRefresh': {
      const result = await context.driver.call(step.call, { ...object, RandomNumberSize: keyBytes });
      const random = bytesIn(result['RandomNumber']);
      context.candidates.addXor(random);
      return {
        call: step.call,
        ...sharedResultMembers(result),
        RandomNumber: random.toString('hex'),
        keys: await readKeys(context),
      };
    }
    case 'FinishSessionKeyRefresh': {
      const result = await context.driver.call(step.call, object);
      return { call: step.call, ...sharedResultMembers(result), keys: await readKeys(context) };
    }
    case 'GetEncryptionBltKey': {
      const result = await context.driver.call(step.call, { ...object, KeySize: keyBytes });
      return {
        call: step.call,
        ...sharedResultMembers(result),
        ReadbackKey: bytesIn(result['ReadbackKey']).toString('hex'),
        keys: await readKeys(context),
      };
    }
  }
}

function aesCtr(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  return createCipheriv('aes-128-ctr', key, iv).update(data);
}

/** A block count that leaves 32 bits behind within a blit, but where the driver wants counts in sequence. */
function firstCount({ survey }: SendContext): bigint {
  return survey.caps.includes('SEQUENTIAL_CTR_IV') ? 0n : 0xfffffffen;
}

/** Sends data through both blits under the key in force, and says whether it came back; undefined where that key is unknown. */
export async function sendBlit(context: SendContext, step: BlitStep): Promise<ObservedStep | undefined> {
  const { driver, keyReadMethods: means } = context;
  const session = context.objects.get(step.session, 'session');
  if (session === undefined) throw new PrerequisiteMissing(`there is no session "${step.session}"`);
  if (means.blitBytes === undefined)
    throw new PrerequisiteMissing('this driver and adapter offer no blits both ways');
  const known = (await readKeys(context))[step.session]?.key;
  if (typeof known !== 'string' || known === 'other') return undefined;
  const key = Buffer.from(known, 'hex');
  const object = { hDevice: session.hDevice, hCryptoSession: session.handle };
  const bytes = Math.ceil(step.bytes / means.blitBytes) * means.blitBytes;
  if (context.survey.capabilities.bltBytes?.includes(bytes) === false) {
    throw new PrerequisiteMissing(`the adapter cannot take blits of ${bytes} bytes`);
  }
  const plain = knownData(bytes);
  const iv = driver.nextIv(bytes / 16, step.bytes === 64 ? firstCount(context) : 0n);
  const content = step.contentKey === undefined ? undefined : Buffer.from(step.contentKey, 'hex');
  const wrapped = content && createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(content);
  const into = await driver.call('DecryptionBlt', {
    ...object,
    Data: aesCtr(content ?? key, iv, plain).toString('hex'),
    ContentKey: wrapped === undefined ? null : wrapped.toString('hex'),
    IV: iv.toString('hex'),
  });
  const readback = means.blitsUseReadbackKey
    ? bytesIn((await driver.call('GetEncryptionBltKey', { ...object, KeySize: keyBytes }))['ReadbackKey'])
    : undefined;
  const hSurface = into['hSurface'];
  const back = await driver.call('EncryptionBlt', { ...object, hSurface });
  await driver.call('DestroySurface', { hDevice: session.hDevice, hSurface });
  const outIv = bytesIn(back['IV']);
  const out = bytesIn(back['Data']);
  const wellFormed = outIv.length === 16 && (readback === undefined || readback.length === keyBytes);
  const outKey = readback === undefined ? key : wellFormed ? unwrapKey(key, readback) : key;
  const same = wellFormed && out.length === bytes && aesCtr(outKey, outIv, out).equals(plain);
  return {
    call: step.call,
    ...sharedResultMembers(into),
    data: same ? 'ours' : 'garbled',
    keys: await readKeys(context),
  };
}
