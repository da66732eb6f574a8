// A worker thread of `vectors make --count`: makes the batches it is asked for, as text.
import { parentPort, workerData } from 'node:worker_threads';
import { loadContract, loadProfiles } from '../../1-contract/load.ts';
import { publicKeyOf } from '../../ciphertexts/make/rsa-public.ts';
import { profileNamed } from '../make-file.ts';
import { testKey } from '../test-keys.ts';
import { randomVector, type StreamContext } from './random-vector.ts';

/** What a thread is started with. */
export interface StreamWork {
  readonly specDir: string;
  readonly profile: string;
  readonly keyName: string;
  readonly seed: number;
}

/** Numbers of vectors, from the first to the one before the last. */
export interface Batch {
  readonly from: number;
  readonly to: number;
}

const port = parentPort;
if (port !== null) {
  const { specDir, profile, keyName, seed } = workerData as StreamWork;
  const context: StreamContext = {
    contract: loadContract(specDir),
    profile: profileNamed(loadProfiles(specDir), profile),
    publicKey: publicKeyOf(testKey(keyName).keyObject),
    keyName,
    seed,
  };
  port.on('message', ({ from, to }: Batch) => {
    const lines: string[] = [];
    for (let index = from; index < to; index += 1) lines.push(JSON.stringify(randomVector(context, index)));
    const text = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
    // Handed over and not copied; a small buffer lies in a pool that others use, so it gets memory of its own.
    const bytes = new Uint8Array(text);
    port.postMessage(bytes, [bytes.buffer]);
  });
}
