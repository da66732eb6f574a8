// vectors/crypto-session-PROFILE.json: blocks of 256 bytes for NegotiateCryptoSessionKeyExchange.
import { applyDefect } from '../../2-plan/block-defects.ts';
import { integerVectors } from './integers.ts';
import { encodingDefects } from './encodings.ts';
import { longMessages, opmLayout, shortMessages } from './messages.ts';
import { plainBlock, sentence, vector, type DraftVector, type SetContext, type VectorSet } from './set.ts';
import {
  guardedBlock,
  keyContents,
  plainBlocks,
  rareShapes,
  rarerShapes,
  seedContents,
} from './valid-blocks.ts';

/** Bytes of a session key. */
const keyBytes = 16;

function* vectors(context: SetContext): Generator<DraftVector> {
  const file = `session/${context.profile.name}`;
  yield* plainBlocks(file);
  yield* keyContents(file);
  yield* seedContents(file);
  yield* rareShapes(file);
  if (context.profile.documented) yield* rarerShapes(file);
  for (const { flag, defect } of encodingDefects(context, keyBytes)) {
    const sent = applyDefect(defect, plainBlock(`${file}/${defect.name}`));
    yield vector(flag, sentence(defect.what), sent);
  }
  yield* integerVectors();
  yield* shortMessages(file, context.profile.documented);
  if (context.profile.documented) yield guardedBlock(file);
  yield* longMessages(file, context);
  yield* opmLayout(file);
}

/** The session vectors of a profile. */
export function sessionSet(profile: string): VectorSet {
  return {
    name: `crypto-session-${profile}`,
    type: 'CryptoSessionKeyExchange',
    profile,
    header: [
      'Blocks for NegotiateCryptoSessionKeyExchange on a session of key-exchange type RSAES_OAEP.',
      'ct are the bytes at pData, dataSize is DataSize. Every invalid block carries a key of 16 bytes and one defect.',
    ],
    vectors,
  };
}
