// vectors/authenticated-channel.json: NegotiateAuthenticatedChannelKeyExchange, "unconditionally 256 bytes".
import { applyDefect } from '../../2-plan/block-defects.ts';
import { modulusLength } from '../../core/windows/lengths.ts';
import { integerVectors } from './integers.ts';
import { longMessages, opmLayout, shortMessages } from './messages.ts';
import { representatives } from './representatives.ts';
import {
  mainKey,
  plainBlock,
  sentence,
  vector,
  type DraftVector,
  type SetContext,
  type VectorSet,
} from './set.ts';
import { guardedBlock, plainBlocks } from './valid-blocks.ts';

const file = 'channel';

function* vectors(context: SetContext): Generator<DraftVector> {
  for (const plain of plainBlocks(file)) if (plain.key === mainKey) yield plain;
  for (const until of ['c-leading-zero', 'em-second-byte-zero'] as const) {
    const what = until === 'c-leading-zero' ? 'The ciphertext begins with 00' : 'EM begins with 00 00';
    yield vector('RareShape', what, { block: { ...plainBlock(`${file}/${until}`), until }, declares: {} });
  }
  for (const { flag, defect } of representatives(context, 16)) {
    const sent = applyDefect(defect, plainBlock(`${file}/${defect.name}`));
    yield vector(flag, sentence(defect.what), sent);
  }
  yield* integerVectors();
  yield* shortMessages(file);
  yield guardedBlock(file);
  yield* longMessages(file, context);
  yield* opmLayout(file);
  for (const DataSize of [0, modulusLength - 1]) {
    const sent = { block: plainBlock(`${file}/size/${DataSize}`), declares: {} };
    const options = { DataSize };
    yield vector('WrongSize', `DataSize ${DataSize}, and a whole block at pData`, sent, { options });
  }
  const block = { ...plainBlock(`${file}/above`), finish: [{ op: 'append', bytes: '00' }] as const };
  yield vector('WrongSize', 'A block, then one byte 00', { block, declares: {} });
}

export const channelSet: VectorSet = {
  name: 'authenticated-channel',
  type: 'AuthenticatedChannelKeyExchange',
  profile: 'opm-sha512',
  header: [
    'Blocks for NegotiateAuthenticatedChannelKeyExchange, encrypted for the key of the channel certificate.',
    'ct are the bytes at pData, dataSize is DataSize. Every invalid block carries a key of 16 bytes and one defect.',
  ],
  vectors,
};
