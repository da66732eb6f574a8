// What the vectors kill, what one block would kill, and what takes more: three kinds of faults are distinguished.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadContract, loadProfiles } from '../../1-contract/load.ts';
import { packageRoot } from '../../core/package-root.ts';
import { validBlock } from '../../steps/block-to-send.ts';
import { onFreshSession } from '../../2-plan/single-call-case.ts';
import { casesOf } from '../../2-plan/plan.ts';
import type { PlanContext, Property } from '../../2-plan/property.ts';
import { detectFaults } from './detect-faults.ts';
import { singleBlocks } from './single-blocks.ts';

const spec = join(packageRoot, 'spec');
const contract = loadContract(spec);
const profile = loadProfiles(spec).find((one) => one.documented) ?? expect.unreachable('no profile');

const oneValidBlock: Property = {
  name: 'one-valid-block',
  statement: 'a block with nothing wrong',
  clauses: [],
  *cases(context) {
    const data = validBlock('a block with nothing wrong');
    yield onFreshSession(context, { kind: 'vector', level: 'smoke', title: 'a valid block', data });
  },
};

test('a fault survives wrongly where one block shows it', { timeout: 60_000 }, async () => {
  const faults = new Map([
    ['stubs', ['always-e-fail']],
    // Found by a block that only a sequence of the plan sends.
    ['encoding', ['message-13-bytes-accepted']],
    // Found by any 100th block; by chance; by another device's call.
    ['state', ['refused-every-100th-time']],
    ['rsa', ['result-wrong-in-256']],
    ['oracles', ['session-other-device-told-as-handle']],
  ] as const);
  const detections = await detectFaults(contract, profile, faults, oneValidBlock);
  const shownBy = expect.stringContaining('messages of every length') as string;
  expect(detections).toEqual([
    { family: 'stubs', fault: 'always-e-fail', detected: true },
    { family: 'encoding', fault: 'message-13-bytes-accepted', detected: false, shownBy },
    { family: 'state', fault: 'refused-every-100th-time', detected: false },
    { family: 'rsa', fault: 'result-wrong-in-256', detected: false },
    { family: 'oracles', fault: 'session-other-device-told-as-handle', detected: false },
  ]);
});

test('single blocks are sent by the calls of vectors', () => {
  const context: PlanContext = { contract, profile, dialect: 'd3d11.1', level: 'smoke', seed: 1 };
  const cases = casesOf([singleBlocks], context);
  const sequences = new Set(cases.map(({ recipe }) => recipe.steps.map(({ call }) => call).join()));
  expect([...sequences].sort()).toEqual([
    'CreateAuthenticatedChannel,NegotiateAuthenticatedChannelKeyExchange',
    'CreateCryptoSession,NegotiateCryptoSessionKeyExchange',
    'OPMCreateProtectedOutput,OPMGetRandomNumber,OPMSetSigningKeyAndSequenceNumbers',
  ]);
});
