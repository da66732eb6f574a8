// Calls on a session beside the key exchange: refresh, read-back key, blits.
import { createCipheriv } from 'node:crypto';
import type { BlitStep, SessionStep } from '../recipe/recipe.ts';
import { Lacking, bytesIn } from './bench.ts';
import { knownData, unwrap } from './key-oracle.ts';
import type { ObservedStep } from './observation.ts';
import { seeKeys } from './see-keys.ts';
import type { Sending } from './sending.ts';
import { extras } from './extras.ts';

/** Length of a session key in bytes, as RandomNumberSize and KeySize ask for it (ddi page of StartSessionKeyRefresh). */
const keyBytes = 16;

export async function sendSessionStep(sending: Sending, step: SessionStep): Promise<ObservedStep> {
  const session = sending.objects.get(step.session, 'session');
  if (session === undefined) throw new Lacking(`there is no session "${step.session}"`);
  const object = { hDevice: session.hDevice, hCryptoSession: session.handle };
  switch (step.call) {
    case 'StartSessionKeyRefresh': {
      const result = await sending.bench.call(step.call, { ...object, RandomNumberSize: keyBytes });
      const random = bytesIn(result['RandomNumber']);
      sending.candidates.addXor(random);
      return {
        call: step.call,
        ...extras(result),
        RandomNumber: random.toString('hex'),
        keys: await seeKeys(sending),
      };
    }
    case 'FinishSessionKeyRefresh': {
      const result = await sending.bench.call(step.call, object);
      return { call: step.call, ...extras(result), keys: await seeKeys(sending) };
    }
    case 'GetEncryptionBltKey': {
      const result = await sending.bench.call(step.call, { ...object, KeySize: keyBytes });
      return {
        call: step.call,
        ...extras(result),
        ReadbackKey: bytesIn(result['ReadbackKey']).toString('hex'),
        keys: await seeKeys(sending),
      };
    }
  }
}

function ctr(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  return createCipheriv('aes-128-ctr', key, iv).update(data);
}

/** A block count that leaves 32 bits behind within a blit, but where the driver wants counts in sequence. */
function firstCount({ survey }: Sending): bigint {
  return survey.caps.includes('SEQUENTIAL_CTR_IV') ? 0n : 0xfffffffen;
}

/** Sends data through both blits under the key in force, and says whether it came back; undefined where that key is unknown. */
export async function sendBlit(sending: Sending, step: BlitStep): Promise<ObservedStep | undefined> {
  const { bench, means } = sending;
  const session = sending.objects.get(step.session, 'session');
  if (session === undefined) throw new Lacking(`there is no session "${step.session}"`);
  if (means.blitBytes === undefined) throw new Lacking('this driver and adapter offer no blits both ways');
  const known = (await seeKeys(sending))[step.session]?.key;
  if (typeof known !== 'string' || known === 'other') return undefined;
  const key = Buffer.from(known, 'hex');
  const object = { hDevice: session.hDevice, hCryptoSession: session.handle };
  const bytes = Math.ceil(step.bytes / means.blitBytes) * means.blitBytes;
  if (sending.survey.capabilities.bltBytes?.includes(bytes) === false) {
    throw new Lacking(`the adapter cannot take blits of ${bytes} bytes`);
  }
  const plain = knownData(bytes);
  const iv = bench.nextIv(bytes / 16, step.bytes === 64 ? firstCount(sending) : 0n);
  const content = step.contentKey === undefined ? undefined : Buffer.from(step.contentKey, 'hex');
  const wrapped = content && createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(content);
  const into = await bench.call('DecryptionBlt', {
    ...object,
    Data: ctr(content ?? key, iv, plain).toString('hex'),
    ContentKey: wrapped === undefined ? null : wrapped.toString('hex'),
    IV: iv.toString('hex'),
  });
  const readback = means.readbackKey
    ? bytesIn((await bench.call('GetEncryptionBltKey', { ...object, KeySize: keyBytes }))['ReadbackKey'])
    : undefined;
  const hSurface = into['hSurface'];
  const back = await bench.call('EncryptionBlt', { ...object, hSurface });
  await bench.call('DestroySurface', { hDevice: session.hDevice, hSurface });
  const outIv = bytesIn(back['IV']);
  const out = bytesIn(back['Data']);
  const wellFormed = outIv.length === 16 && (readback === undefined || readback.length === keyBytes);
  const outKey = readback === undefined ? key : wellFormed ? unwrap(key, readback) : key;
  const same = wellFormed && out.length === bytes && ctr(outKey, outIv, out).equals(plain);
  return { call: step.call, ...extras(into), data: same ? 'ours' : 'garbled', keys: await seeKeys(sending) };
}
