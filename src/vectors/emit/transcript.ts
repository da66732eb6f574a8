// The calls of one case as they were made, for turning them into a program.
import { SuiteError } from '../../core/errors.ts';
import { DriverSession } from '../../steps/driver/driver-session.ts';
import { sendCase } from '../../3-observe/send-case.ts';
import type { Observation } from '../../steps/observation.ts';
import type { Survey } from '../../steps/driver/survey.ts';
import type { Adapter, Answer, Connection, Params, Result } from '../../core/protocol/adapter.ts';
import type { Profile } from '../../1-contract/model.ts';
import type { Case } from '../../steps/case.ts';
import { carriesRandom, rebuildableBlock, type RebuildableBlock } from './rebuildable-block.ts';

/** One call, with what it gave. */
export interface TranscribedCall {
  readonly method: string;
  readonly params: Params;
  /** Empty where the driver ended during it. */
  readonly result: Result;
  /** A block that is to be built anew around the random number of the output. */
  readonly rebuilt?: RebuildableBlock;
}

export interface Transcript {
  readonly calls: readonly TranscribedCall[];
  readonly observation: Observation;
}

class Recorder implements Connection {
  readonly introduction: Connection['introduction'];
  readonly calls: TranscribedCall[] = [];
  private readonly inner: Connection;

  constructor(inner: Connection) {
    this.inner = inner;
    this.introduction = inner.introduction;
  }

  async call(method: string, params: Params): Promise<Answer> {
    const answer = await this.inner.call(method, params);
    const result = answer.kind === 'result' ? answer.result : {};
    if (answer.kind !== 'refused') this.calls.push({ method, params, result });
    return answer;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

const setsKey = 'OPMSetSigningKeyAndSequenceNumbers';

const hexIn = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

function notRepeatable(planned: Case): SuiteError {
  return new SuiteError(
    'EMIT_RANDOM',
    `expected a case whose bytes can be made anew; ${planned.id} needs a random number that the driver chooses anew for more than a block`,
    'replay it without --emit, or with --emit vector',
  );
}

/** The calls, those with a block that carries a random number together with how it is built. */
async function withRebuiltBlocks(
  planned: Case,
  calls: readonly TranscribedCall[],
  driver: DriverSession,
  profile: Profile,
): Promise<TranscribedCall[]> {
  const steps = planned.recipe.steps.flatMap((step) => (step.call === setsKey ? [step] : []));
  const randoms = new Map<unknown, string>();
  const done: TranscribedCall[] = [];
  for (const made of calls) {
    const { method, params, result } = made;
    const output = params['hProtectedOutput'];
    if (method === 'OPMGetRandomNumber') randoms.set(output, hexIn(result['RandomNumber']));
    const step = method === setsKey ? steps.shift() : undefined;
    if (step !== undefined && carriesRandom(step.data)) {
      const random = Buffer.from(randoms.get(output) ?? '', 'hex');
      const sent = Buffer.from(hexIn(params['EncryptedParameters']), 'hex');
      const key = await driver.publicKey(
        ('key' in step.data ? step.data.key : undefined) ?? 'own',
        'opm',
        '',
      );
      const built = rebuildableBlock(step.data, random, sent, key, profile);
      if (built === undefined) throw notRepeatable(planned);
      done.push({ ...made, rebuilt: built });
      continue;
    }
    const text = JSON.stringify(params).toLowerCase();
    if ([...randoms.values()].some((random) => random !== '' && text.includes(random)))
      throw notRepeatable(planned);
    done.push(made);
  }
  return done;
}

/**
 * Sends a case to a fresh implementation and writes down its calls. Keys are looked at by the hook where there is one, since
 * that is a single call.
 * @param anew whether the calls are to be made again, when the driver chooses other random numbers
 * @throws SuiteError `EMIT_RANDOM`, `EMIT_UNSUPPORTED`
 */
export async function transcribe(
  adapter: Adapter,
  settings: { readonly profile: Profile; readonly dialect: string },
  survey: Survey,
  planned: Case,
  anew = true,
): Promise<Transcript> {
  const recorder = new Recorder(await adapter.start());
  const driver = DriverSession.on(recorder, settings);
  const quiet: Survey =
    survey.capabilities.probeSessionKey === true
      ? { ...survey, capabilities: { ...survey.capabilities, encryptionBlt: false } }
      : survey;
  const blits = planned.recipe.steps.some((step) => step.call === 'DecryptionBlt');
  try {
    const { observation } = await sendCase(driver, blits ? survey : quiet, planned);
    if (observation.unsupported !== undefined) {
      throw new SuiteError(
        'EMIT_UNSUPPORTED',
        `expected a case that this driver can be sent; ${planned.id}: ${observation.unsupported}`,
        'give another case, or another adapter',
      );
    }
    const calls = [...recorder.calls];
    return {
      calls: anew ? await withRebuiltBlocks(planned, calls, driver, settings.profile) : calls,
      observation,
    };
  } finally {
    await driver.close();
  }
}

/** Names for handles, in the order in which they come: `device1`, `session1` … */
export class HandleNames {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** A name for a handle that a call gave. */
  assign(member: string, handle: string): string {
    const kind = handleKinds[member] ?? 'object';
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const name = `${kind}${count}`;
    this.names.set(handle, name);
    return name;
  }

  nameOf(handle: unknown): string | undefined {
    return typeof handle === 'string' ? this.names.get(handle) : undefined;
  }

  /** All names of a kind, for declaring them. */
  all(): string[] {
    return [...this.names.values()];
  }
}

/** Members of results that are handles. */
export const handleKinds: Readonly<Record<string, string>> = {
  hDevice: 'device',
  hCryptoSession: 'session',
  hAuthChannel: 'channel',
  hProtectedOutput: 'output',
  hSurface: 'surface',
};
