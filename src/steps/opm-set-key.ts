// OPM's key exchange: a signing key and the first sequence numbers, with the output's random number.
import type { Block } from '../ciphertexts/block.ts';
import { isFailure, unsigned32 } from '../core/windows/hresult.ts';
import { sessionKeyBytes } from '../core/windows/lengths.ts';
import { present } from '../core/present.ts';
import { messageBytes } from './block-to-send.ts';
import { describeBlock } from './describe-block.ts';
import type { OutputObject } from './driver/case-objects.ts';
import { lacksCapability } from './driver/lacks.ts';
import { observedBuffer, observedCall, statusOf } from './driver/observed-call.ts';
import type { SendContext } from './driver/send-context.ts';
import type { StepKind } from './step-kind.ts';
import { simplerBlocks } from './simpler-block.ts';

export interface OpmSetKeyStep {
  readonly call: 'OPMSetSigningKeyAndSequenceNumbers';
  readonly output: string;
  readonly data: Block;
  readonly failAllocation?: number | 'each';
}

/** Sequence numbers as the hook returns them: 8 bytes, status and command, little-endian. */
async function sequenceNumbers(
  { driver, survey }: SendContext,
  { handles }: OutputObject,
): Promise<string | undefined> {
  if (!survey.keyOracle.includes('test/probeSigningKey')) return undefined;
  const { statusSequence, commandSequence } = await driver.call('test/probeSigningKey', handles);
  if (typeof statusSequence !== 'number' || typeof commandSequence !== 'number') return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(unsigned32(statusSequence), 0);
  bytes.writeUInt32LE(unsigned32(commandSequence), 4);
  return bytes.toString('hex');
}

export const opmSetKey: StepKind<OpmSetKeyStep> = {
  objectName: ({ output }) => output,
  setsKey: true,
  unsupported: ({ failAllocation }, survey) =>
    (failAllocation === undefined ? undefined : lacksCapability(survey, 'failAllocation')) ??
    lacksCapability(survey, 'opm'),
  points(draft, { call, output, data, failAllocation }, [declared]) {
    const keyedOutput = [...draft.keyedOutputs].some((name) => name !== output);
    const keyedSession = [...draft.sessions.values()].some(({ keyed, alive }) => keyed && alive);
    draft.keyedOutputs.add(output);
    return [
      draft.pointOf(call, {
        opmMessage: 'M' in data ? draft.partitionOf('opmMessage', messageBytes(data.M)) : undefined,
        memory: failAllocation === undefined ? undefined : 'exhausted',
        otherObjects: keyedOutput ? 'output' : keyedSession ? 'session' : undefined,
        encryptedFor: 'key' in data && data.key === 'crypto-session' ? 'shared' : undefined,
        ...declared,
      }),
    ];
  },
  describe: ({ call, output, data }) => `${call} on ${output}: ${describeBlock(data)}`,
  async send(context, { call, output: name, data, failAllocation }, index) {
    const { driver } = context;
    const output = context.objects.get(name, 'output');
    const made = await context.makeBlock(index, data, {
      certificate: 'opm',
      hDevice: await driver.device('d0'),
      // Where the random number was not read, nobody knows it; zeros stand for it.
      random: output.random ?? Buffer.alloc(sessionKeyBytes),
    });
    const { sentAt16: sent, sequence } = made.carried ?? {};
    const carried = sent === undefined || sequence === undefined ? undefined : { sent, sequence };
    await context.failAllocation(failAllocation);
    const EncryptedParameters = made.bytes.toString('hex');
    const result = await driver.call(call, { ...output.handles, EncryptedParameters });
    const status = statusOf(result);
    if (!isFailure(status) && carried !== undefined) {
      output.signing = {
        key: Buffer.from(carried.sent, 'hex'),
        sequence: Buffer.from(carried.sequence, 'hex').readUInt32LE(0),
      };
    }
    const keys = await context.readKeys();
    return {
      ...observedCall(call, result, { status }),
      sent: observedBuffer(made.bytes, made.bytes.length),
      ...present({ carried }),
      keys,
      ...present({ sequence: await sequenceNumbers(context, output) }),
    };
  },
  *simpler(step) {
    for (const data of simplerBlocks(step.data)) yield { ...step, data };
  },
};
