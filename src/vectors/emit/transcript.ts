// The calls of one case as they were made, for turning them into a program.
import { SuiteError } from '../../errors.ts';
import { Bench } from '../../observe/bench.ts';
import { sendCase } from '../../observe/send-case.ts';
import type { Observation } from '../../observe/observation.ts';
import type { Survey } from '../../observe/survey.ts';
import type { Adapter, Answer, Connection, Params, Result } from '../../protocol/adapter.ts';
import type { Profile } from '../../contract/model.ts';
import type { Case } from '../../recipe/case.ts';
import type { Block } from '../../recipe/block.ts';

/** One call, with what it gave. */
export interface TranscribedCall {
  readonly method: string;
  readonly params: Params;
  /** Empty where the driver died of it. */
  readonly result: Result;
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

/** Whether a block carries what the driver chooses anew each time. */
function turnsOnRandom(block: Block | null): boolean {
  return block !== null && 'M' in block && Array.isArray(block.M) && block.M.includes('$random');
}

/**
 * Sends a case to a fresh implementation and writes down its calls. Keys are looked at by the hook where there is one, since
 * that is a single call.
 * @throws SuiteError `EMIT_RANDOM`, `EMIT_UNSUPPORTED`
 */
export async function transcribe(
  adapter: Adapter,
  settings: { readonly profile: Profile; readonly dialect: string },
  survey: Survey,
  planned: Case,
): Promise<Transcript> {
  if (planned.recipe.steps.some((step) => 'data' in step && turnsOnRandom(step.data))) {
    throw new SuiteError(
      'EMIT_RANDOM',
      `expected a case whose bytes are the same each time; ${planned.id} carries a random number that the driver chooses anew`,
      'replay it without --emit',
    );
  }
  const recorder = new Recorder(await adapter.start());
  const bench = Bench.on(recorder, settings);
  const quiet: Survey =
    survey.capabilities.probeSessionKey === true
      ? { ...survey, capabilities: { ...survey.capabilities, encryptionBlt: false } }
      : survey;
  const blits = planned.recipe.steps.some((step) => step.call === 'DecryptionBlt');
  try {
    const { observation } = await sendCase(bench, blits ? survey : quiet, planned);
    if (observation.unsupported !== undefined) {
      throw new SuiteError(
        'EMIT_UNSUPPORTED',
        `expected a case that this driver can be sent; ${planned.id}: ${observation.unsupported}`,
        'give another case, or another adapter',
      );
    }
    return { calls: recorder.calls, observation };
  } finally {
    await bench.close();
  }
}

/** Names for handles, in the order in which they come: `device1`, `session1` … */
export class HandleNames {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** A name for a handle that a call gave. */
  give(member: string, handle: string): string {
    const kind = kinds[member] ?? 'object';
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const name = `${kind}${count}`;
    this.names.set(handle, name);
    return name;
  }

  of(handle: unknown): string | undefined {
    return typeof handle === 'string' ? this.names.get(handle) : undefined;
  }

  /** All names of a kind, for declaring them. */
  all(): string[] {
    return [...this.names.values()];
  }
}

/** Members of results that are handles. */
export const kinds: Readonly<Record<string, string>> = {
  hDevice: 'device',
  hCryptoSession: 'session',
  hAuthChannel: 'channel',
  hProtectedOutput: 'output',
  hSurface: 'surface',
};
