// NegotiateCryptoSessionKeyExchangeMT (WDDM 2.4): the rules of the call apply to it, and calls on different sessions may be under way together.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { callDefects, fromBlockDefect } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';

import { modulusLength } from '../src/core/windows/lengths.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound } from '../src/2-plan/lengths.ts';
import type { DraftCase, PlanContext, Property } from '../src/2-plan/property.ts';
import { placements } from '../src/core/protocol/adapter.ts';
import { fewerEncodingDefects } from './encoding.ts';

export const threads: Property = {
  name: 'threads',
  statement: 'the MT function with valid and defective blocks, alone and with several calls under way',
  clauses: [
    'NCSKE-TH-2',
    'NCSKE-TH-3',
    'NCSKE-TH-5',
    'NCSKE-TH-6',
    'NCSKE-TH-7',
    'NCSKE-OK-*',
    'NCSKE-ERR-*',
  ],
  *cases(context) {
    if (context.dialect !== 'wddm2.4') return;
    yield* mtSibling(context);
    yield* mtSiblingBesideTheCall(context);
    yield* otherSessions(context);
    yield* sameSession(context);
  },
};

const MT = true;

/** A selection of what is sent through the call, through the MT function. */
function* mtSibling(context: PlanContext): Generator<DraftCase> {
  const { boundary, defect: make, block, withDefect } = caseMaker(context, 'threads/twin');
  const bound = contractBound(context, 'size');
  yield* boundary('smoke', 'MT: a valid block', (draft) =>
    draft.session().negotiate('s', block('valid'), { MT }),
  );
  yield* boundary('gate', 'MT: a valid block whose key is all 00', (draft) =>
    draft.session().negotiate('s', validBlock('threads/twin/zero', '00'.repeat(16)), { MT }),
  );
  const smoke = new Set(['lhash-63-80', 'ps-last', 'size-below', 'other-device', 'c-plus-n']);
  for (const defect of callDefects(context)) {
    yield* make(smoke.has(defect.name) ? 'smoke' : 'gate', `MT: ${defect.what}`, (draft) =>
      draft.session().negotiate('s', withDefect(defect, 'fresh'), { ...defect.options, MT }),
    );
    yield* make('gate', `MT: ${defect.what}, on a session that has a key`, (draft) =>
      draft
        .session()
        .negotiate('s', block(`${defect.name}/before`), { MT })
        .negotiate('s', withDefect(defect, 'keyed'), { ...defect.options, MT }),
    );
  }
  const known = new Set(blockDefects(context).map((one) => one.name));
  for (const defect of fewerEncodingDefects(context, 16)) {
    if (known.has(defect.name)) continue;
    const label = `threads/encoding/${defect.name}`;
    yield* make(defect.level === 'smoke' ? 'gate' : 'full', `MT: ${defect.what}`, (draft) =>
      draft.session().negotiate('s', applyDefect(defect, oaepBlock(label, sessionKeyFor(label))), { MT }),
    );
  }
  for (const buffer of placements) {
    yield* boundary('gate', `MT: a valid block, ${buffer}`, (draft) =>
      draft.session().negotiate('s', block(buffer), { buffer, MT }),
    );
  }
  // DataSize 0 and the bound less one are among the defects above.
  for (const n of [1, 16, 128]) {
    yield* boundary('gate', `MT: DataSize ${n}, with a whole valid block in the buffer`, (draft) =>
      draft.session().negotiate('s', block(`there/${n}`), { DataSize: n, MT }),
    );
  }
  for (const n of [2 * bound, 0x10000 + bound, 0x80000000 + bound, 0xffffffff]) {
    if (n <= modulusLength) continue;
    yield* boundary('gate', `MT: DataSize ${n}, with a valid block before an inaccessible page`, (draft) =>
      draft.session().negotiate('s', block(`claimed/${n}`), { DataSize: n, buffer: 'guard-after', MT }),
    );
  }
}

/** One session, reached through both. */
function* mtSiblingBesideTheCall(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'threads/beside');
  const [, lhash] = blockDefects(context).map(fromBlockDefect);
  yield* sequence('gate', 'a valid block through the call, another through MT, on one session', (draft) =>
    draft.session().negotiate('s', block('call-mt/1')).negotiate('s', block('call-mt/2'), { MT }),
  );
  yield* sequence('gate', 'a valid block through MT, another through the call, on one session', (draft) =>
    draft.session().negotiate('s', block('mt-call/1'), { MT }).negotiate('s', block('mt-call/2')),
  );
  yield* sequence('smoke', 'a valid block through the call on one session, through MT on another', (draft) =>
    draft.session('s').session('t').negotiate('s', block('two/s')).negotiate('t', block('two/t'), { MT }),
  );
  yield* sequence('gate', 'a refresh of a key that came through MT', (draft) =>
    draft.session().negotiate('s', block('refresh'), { MT }).startRefresh('s').finishRefresh('s'),
  );
  if (lhash === undefined) return;
  yield* sequence('gate', `${lhash.what}, through the call; then a valid block through MT`, (draft) =>
    draft
      .session()
      .negotiate('s', withDefect(lhash, 'call'))
      .session('t')
      .negotiate('t', block('then-mt'), { MT }),
  );
}

/** Calls on different sessions do not get in each other's way. */
function* otherSessions(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'threads/others');
  const at = (count: number) => Array.from({ length: count }, (_, n) => `s${n + 1}`);
  for (const [level, count] of [
    ['smoke', 2],
    ['gate', 4],
    ['full', 16],
  ] as const) {
    yield* sequence(level, `MT: ${count} valid blocks on ${count} sessions together`, (draft) => {
      for (const name of at(count)) draft.session(name);
      return draft.concurrently(
        at(count).map((session) => ({ session, data: block(`${count}/${session}`) })),
      );
    });
  }
  for (const defect of blockDefects(context).map(fromBlockDefect)) {
    yield* sequence(
      'gate',
      `MT: a valid block on one session, together with another on which: ${defect.what}`,
      (draft) =>
        draft
          .session('s')
          .session('t')
          .concurrently([
            { session: 's', data: block(`${defect.name}/valid`) },
            { session: 't', data: withDefect(defect, 'together') ?? block(defect.name) },
          ]),
    );
  }
  yield* sequence('gate', 'MT: the same valid block on two sessions together', (draft) => {
    const data = block('same');
    return draft
      .session('s')
      .session('t')
      .concurrently([
        { session: 's', data },
        { session: 't', data },
      ]);
  });
  yield* sequence('gate', 'MT: one key in two encryptions, on two sessions together', (draft) => {
    const M = sessionKeyFor('threads/others/one-key');
    const of = (name: string): BlockToSend => validBlock(`threads/others/one-key/${name}`, M);
    return draft
      .session('s')
      .session('t')
      .concurrently([
        { session: 's', data: of('s') },
        { session: 't', data: of('t') },
      ]);
  });
  yield* sequence('gate', 'MT: valid blocks on two sessions that have keys, together', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('keyed/s'))
      .negotiate('t', block('keyed/t'))
      .concurrently([
        { session: 's', data: block('keyed/s2') },
        { session: 't', data: block('keyed/t2') },
      ]),
  );
}

/** On one session the outcome is that of some order: the key is one of those that were sent. */
function* sameSession(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'threads/same');
  const [, lhash] = blockDefects(context).map(fromBlockDefect);
  for (const [level, count] of [
    ['smoke', 2],
    ['gate', 4],
    ['full', 16],
  ] as const) {
    yield* sequence(level, `MT: ${count} valid blocks on one session together`, (draft) =>
      draft
        .session()
        .concurrently(
          Array.from({ length: count }, (_, n) => ({ session: 's', data: block(`${count}/${n}`) })),
        ),
    );
  }
  if (lhash === undefined) return;
  yield* sequence('gate', `MT: a valid block together with one on the same session: ${lhash.what}`, (draft) =>
    draft.session().concurrently([
      { session: 's', data: block('mixed') },
      { session: 's', data: withDefect(lhash, 'mixed') ?? block('mixed/other') },
    ]),
  );
}
