// Signed requests on an authenticated channel that has a key: INITIALIZE, queries, commands.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor } from '../src/steps/block-to-send.ts';
import type { DraftCase, PlanContext } from '../src/2-plan/property.ts';

/** Defects that one step of decoding finds each (RFC 8017, section 7.1.2, step 3.g). */
const decodingSteps: ReadonlySet<string> = new Set(['y', 'lhash', 'ps', 'separator']);

/** INITIALIZE sets the sequence numbers, which must rise with each request; requests that change something are signed. */
export function* requests(context: PlanContext): Generator<DraftCase> {
  const { sequence, block } = caseMaker(context, 'channel/requests');
  yield* sequence('smoke', 'a channel with a key: INITIALIZE, then a query of its type', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('smoke'))
      .channelRequest('c', 'INITIALIZE')
      .channelRequest('c', 'CHANNEL_TYPE'),
  );
  yield* sequence('gate', 'a channel with a key: a query before INITIALIZE', (draft) =>
    draft.channel('c').negotiateChannel('c', block('early')).channelRequest('c', 'CHANNEL_TYPE'),
  );
  yield* sequence('gate', 'a channel with a key: three queries in a row', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('three'))
      .channelRequest('c', 'INITIALIZE')
      .channelRequest('c', 'CHANNEL_TYPE')
      .channelRequest('c', 'CHANNEL_TYPE')
      .channelRequest('c', 'CHANNEL_TYPE'),
  );
  yield* sequence('gate', 'requests on two channels in turns', (draft) =>
    draft
      .channel('c')
      .channel('e')
      .negotiateChannel('c', block('turns/c'))
      .negotiateChannel('e', block('turns/e'))
      .channelRequest('c', 'INITIALIZE')
      .channelRequest('e', 'INITIALIZE')
      .channelRequest('c', 'CHANNEL_TYPE')
      .channelRequest('e', 'CHANNEL_TYPE')
      .channelRequest('c', 'PROTECTION')
      .channelRequest('e', 'PROTECTION'),
  );
  // Random 32-bit numbers are what callers agree on: half of them have the top bit.
  yield* sequence(
    'gate',
    'sequence numbers from 0x7FFFFFFF: one too low, then rising, of either kind',
    (draft) =>
      draft
        .channel('c')
        .negotiateChannel('c', block('high'))
        .channelRequest('c', 'INITIALIZE', undefined, { query: 0x7fffffff, configure: 0x7fffffff })
        .channelRequest('c', 'CHANNEL_TYPE', 'sequence')
        .channelRequest('c', 'CHANNEL_TYPE')
        .channelRequest('c', 'PROTECTION', 'sequence')
        .channelRequest('c', 'PROTECTION')
        .channelRequest('c', 'CHANNEL_TYPE'),
  );
  yield* sequence('gate', 'queries and commands in turns, each kind with numbers of its own', (draft) => {
    draft
      .channel('c')
      .negotiateChannel('c', block('turns'))
      .channelRequest('c', 'INITIALIZE', undefined, { query: 100, configure: 103 })
      .channelRequest('c', 'PROTECTION');
    for (let n = 0; n < 6; n += 1) draft.channelRequest('c', 'CHANNEL_TYPE');
    return draft.channelRequest('c', 'PROTECTION').channelRequest('c', 'CHANNEL_TYPE');
  });
  yield* sequence('gate', 'queries and commands whose numbers rise by more than one', (draft) => {
    draft.channel('c').negotiateChannel('c', block('ahead')).channelRequest('c', 'INITIALIZE');
    for (const ahead of [2, 256, 65_536]) {
      for (const request of ['CHANNEL_TYPE', 'PROTECTION'] as const)
        draft.channelRequest('c', request, undefined, undefined, ahead);
    }
    return draft.channelRequest('c', 'CHANNEL_TYPE').channelRequest('c', 'PROTECTION');
  });
  yield* sequence(
    'gate',
    'a query and a command with the number of the one before, each then with a new one',
    (draft) => {
      draft.channel('c').negotiateChannel('c', block('repeated')).channelRequest('c', 'INITIALIZE');
      for (const request of ['CHANNEL_TYPE', 'PROTECTION'] as const) {
        draft
          .channelRequest('c', request)
          .channelRequest('c', request, 'sequence-repeated')
          .channelRequest('c', request);
      }
      return draft;
    },
  );
  // What a decoder stored before it came to its check shows in the OMAC of the next answer, without any hook.
  for (const defect of blockDefects(context)) {
    if (!decodingSteps.has(defect.declares.encoding ?? '')) continue;
    yield* sequence('gate', `a query behind an exchange that was refused: ${defect.what}`, (draft) =>
      draft
        .channel('c')
        .negotiateChannel('c', block('kept'))
        .channelRequest('c', 'INITIALIZE')
        .negotiateChannel(
          'c',
          applyDefect(defect, oaepBlock(`kept/${defect.name}`, sessionKeyFor(`kept/${defect.name}`))),
        )
        .channelRequest('c', 'CHANNEL_TYPE'),
    );
  }
  for (const [defect, what] of [
    ['omac', 'is wrong in its first byte'],
    ['omac-last', 'is wrong in its last byte'],
    ['omac-middle', 'is wrong in its ninth and tenth byte alike'],
    ['omac-zero', 'is all 00'],
  ] as const) {
    yield* sequence('gate', `a command whose OMAC ${what}, then a right one`, (draft) =>
      draft
        .channel('c')
        .negotiateChannel('c', block(defect))
        .channelRequest('c', 'INITIALIZE')
        .channelRequest('c', 'PROTECTION', defect)
        .channelRequest('c', 'PROTECTION'),
    );
  }
  // Any other command may be one that the driver does not know, and so no size of it either.
  yield* sequence('gate', 'INITIALIZE that ends behind its header, signed; then a whole one', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('header'))
      .channelRequest('c', 'INITIALIZE', 'too-small-header')
      .channelRequest('c', 'INITIALIZE'),
  );
  yield* sequence('gate', 'INITIALIZE with an OMAC all 00, then with its own', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('first-omac'))
      .channelRequest('c', 'INITIALIZE', 'omac-zero')
      .channelRequest('c', 'INITIALIZE'),
  );
  for (const request of ['INITIALIZE', 'CHANNEL_TYPE', 'PROTECTION'] as const) {
    yield* sequence('full', `${request} on a channel without a key`, (draft) =>
      draft.channel('c').channelRequest('c', request),
    );
  }
}
