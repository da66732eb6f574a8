// Large sets: vectors of a seed, streamed in order while threads make them. Memory does not grow with their number.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Profile } from '../../1-contract/model.ts';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { groupHead } from '../make-file.ts';
import { testKey } from '../test-keys.ts';
import type { Batch, StreamWork } from './stream-thread.ts';

/** The first line of a large set; each other line is a vector. */
export const streamSchema = 'kexcts-vector-stream/1';

const batchSize = 100;
/** A thread makes much garbage and keeps nothing: a small heap costs it no time. In MB. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };
/** Batches that a thread is given ahead, so that it never waits. */
const ahead = 2;

export interface StreamSettings {
  readonly count: number;
  readonly seed: number;
  readonly profile: Profile;
  readonly contractVersion: string;
  readonly specDir: string;
  readonly keyName: string;
  readonly threads?: number;
}

function threadFile(): URL {
  const built = new URL('vectors-thread.js', import.meta.url);
  if (existsSync(fileURLToPath(built))) return built;
  throw new SuiteError(
    'STREAM_THREAD',
    `expected ${fileURLToPath(built)} beside the program`,
    'build the package with `node scripts/build.mjs`',
    exitStatus.undecided,
  );
}

/** The line that says what the others have in common. */
export function streamHeader({ count, seed, profile, contractVersion, keyName }: StreamSettings): string {
  const head = {
    schema: streamSchema,
    contractVersion,
    count,
    seed,
    group: { ...groupHead('CryptoSessionKeyExchange', profile), ...testKey(keyName).parts },
  };
  return `${JSON.stringify(head)}\n`;
}

async function send(out: Writable, text: string | Uint8Array): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
}

/** Writes a set. The same seed and count give the same bytes, whatever the number of threads. */
export async function streamVectors(settings: StreamSettings, out: Writable): Promise<void> {
  const { count, seed, profile, specDir, keyName } = settings;
  await send(out, streamHeader(settings));
  const batchCount = Math.ceil(count / batchSize);
  const batchAt = (index: number): Batch => ({
    from: index * batchSize + 1,
    to: Math.min((index + 1) * batchSize, count) + 1,
  });
  const threads = Math.max(1, Math.min(settings.threads ?? availableParallelism(), batchCount));
  const workerData: StreamWork = { specDir, profile: profile.name, keyName, seed };
  const workers = Array.from(
    { length: threads },
    () => new Worker(threadFile(), { workerData, resourceLimits }),
  );
  const answers = workers.map((worker) => new Answers(worker));
  let given = 0;
  const give = (): void => {
    if (given >= batchCount) return;
    // Batches go round the threads, so that it is known whose turn it is.
    workers[given % threads]?.postMessage(batchAt(given));
    given += 1;
  };
  try {
    for (let turn = 0; turn < threads * ahead; turn += 1) give();
    for (let index = 0; index < batchCount; index += 1) {
      const text = await answers[index % threads]?.next();
      if (text !== undefined) await send(out, text);
      give();
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The answers of one thread, in the order in which it gives them. */
class Answers {
  private readonly waiting: Uint8Array[] = [];
  private failure: unknown;
  private wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on('message', (text: Uint8Array) => {
      this.waiting.push(text);
      this.wake();
    });
    worker.on('error', (error) => {
      this.failure = error;
      this.wake();
    });
  }

  async next(): Promise<Uint8Array> {
    while (this.waiting.length === 0 && this.failure === undefined) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const text = this.waiting.shift();
    if (text !== undefined) return text;
    throw this.failure;
  }
}
