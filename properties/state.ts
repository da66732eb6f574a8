// What a call leaves behind: the key on its own session and no other, nothing after a failure, nothing for the sessions that
// come later. Devices, refused calls and refreshes have files of their own beside this one; the transitions of one session by
// themselves are in sequences.ts.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { fromBlockDefect } from '../src/2-plan/call-defects.ts';
import { noDefect } from '../src/2-plan/interaction-factors.ts';
import { caseMaker, type AddSteps } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../src/steps/block-to-send.ts';
import type { DraftCase, PlanContext, Property } from '../src/2-plan/property.ts';
import type { Finish } from '../src/ciphertexts/block.ts';
import { devices, profiles } from './state-devices.ts';
import { refreshes } from './state-refresh.ts';
import { afterRefusals } from './state-refusals.ts';

export const state: Property = {
  name: 'state',
  statement:
    'keys belong to sessions: what accepted and refused calls leave behind, on their session and on others',
  clauses: [
    'NCSKE-OK-2',
    'NCSKE-OK-3',
    'NCSKE-OK-4',
    'NCSKE-OK-5',
    'NCSKE-OK-6',
    'NCSKE-OK-7',
    'NCSKE-KX-*',
    'NCSKE-ST-*',
  ],
  *cases(context) {
    yield* independent(context);
    yield* sameBlock(context);
    yield* sameKey(context);
    yield* newSessions(context);
    yield* renegotiations(context);
    yield* devices(context);
    yield* profiles(context);
    yield* afterRefusals(context);
    yield* refreshes(context);
    yield* many(context);
  },
};

function* independent(context: PlanContext): Generator<DraftCase> {
  const { sequence, block } = caseMaker(context, 'state/independent');
  yield* sequence('smoke', 'a valid block while another session has no key, which it does not get', (draft) =>
    draft.session('t').session('s').negotiate('s', block('idle')),
  );
  yield* sequence('smoke', 'a valid block while another session has a key, which stays', (draft) =>
    draft.session('t').negotiate('t', block('theirs')).session('s').negotiate('s', block('ours')),
  );
  yield* sequence('gate', 'two sessions, the later one first', (draft) =>
    draft.session('s').session('t').negotiate('t', block('later')).negotiate('s', block('earlier')),
  );
  yield* sequence(
    'gate',
    'three sessions, a key each; then one is destroyed and the others keep theirs',
    (draft) =>
      draft
        .session('s')
        .session('t')
        .session('u')
        .negotiate('s', block('three/s'))
        .negotiate('t', block('three/t'))
        .negotiate('u', block('three/u'))
        .destroySession('t')
        .readCertificate(),
  );
  yield* sequence('gate', 'a session destroyed between the two calls on another', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('t', block('between/t'))
      .negotiate('s', block('between/s1'))
      .destroySession('t')
      .negotiate('s', block('between/s2')),
  );
  yield* sequence('gate', 'two sessions whose keys are replaced in turns', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('turns/s1'))
      .negotiate('t', block('turns/t1'))
      .negotiate('s', block('turns/s2'))
      .negotiate('t', block('turns/t2')),
  );
}

/** There is nothing in a block that binds it to a session (the plaintext carries no nonce). */
function* sameBlock(context: PlanContext): Generator<DraftCase> {
  const { relation, block } = caseMaker(context, 'state/same-block');
  const again = (step: number): BlockToSend => ({ block: { form: 'same-as', step }, declares: {} });
  yield* relation('smoke', 'the same valid block on two sessions', (draft) =>
    draft.session('t').negotiate('t', block('two')).session('s').negotiate('s', again(1)),
  );
  yield* relation(
    'smoke',
    'the same valid block on a new session, after the one that got it was destroyed',
    (draft) =>
      draft
        .session('t')
        .negotiate('t', block('gone'))
        .destroySession('t')
        .session('s')
        .negotiate('s', again(1)),
  );
  yield* relation('gate', 'the same valid block twice on one session', (draft) =>
    draft.session('s').negotiate('s', block('twice')).negotiate('s', again(1)),
  );
  yield* relation('gate', 'a block, another one, and the first again, on one session', (draft) =>
    draft
      .session('s')
      .negotiate('s', block('return/1'))
      .negotiate('s', block('return/2'))
      .negotiate('s', again(1)),
  );
  yield* relation('gate', 'the same valid block on four sessions', (draft) => {
    draft.session('a').negotiate('a', block('four'));
    for (const name of ['b', 'c', 'd']) draft.session(name).negotiate(name, again(1));
    return draft;
  });
  // A driver that looks blocks up by a part of them takes a changed one for the one that it knows.
  const changes: readonly (readonly [what: string, finish: Finish])[] = [
    ['its first byte changed', { op: 'xor', at: 0, mask: '01' }],
    ['its last byte changed', { op: 'xor', at: 255, mask: '01' }],
  ];
  for (const [what, finish] of changes) {
    const changed = (step: number): BlockToSend => ({
      block: { form: 'same-as', step, finish: [finish] },
      declares: { encoding: 'scrambled' },
    });
    const label = `state/same-block/${what}`;
    const whole = { ...oaepBlock(label, sessionKeyFor(label)), until: 'c-top-bit-clear' as const };
    yield* relation('gate', `a valid block, then the same with ${what}, on another session`, (draft) =>
      draft
        .session('t')
        .negotiate('t', { block: whole, declares: {} })
        .session('s')
        .negotiate('s', changed(1)),
    );
    yield* relation('gate', `a block with ${what}, then the block as it was, on another session`, (draft) =>
      draft
        .session('t')
        .negotiate('t', { block: { ...whole, finish: [finish] }, declares: { encoding: 'scrambled' } })
        .session('s')
        .negotiate('s', { block: whole, declares: {} }),
    );
  }
  for (const defect of blockDefects(context).slice(0, 4)) {
    yield* relation('gate', `the same defective block on two sessions: ${defect.what}`, (draft) => {
      const label = `state/same-block/${defect.name}`;
      const data = applyDefect(defect, oaepBlock(label, sessionKeyFor(label)));
      return draft.session('t').negotiate('t', data).session('s').negotiate('s', data);
    });
  }
}

/** OAEP is randomised: any two encryptions of one key are blocks for that key. */
function* sameKey(context: PlanContext): Generator<DraftCase> {
  const { relation } = caseMaker(context, 'state/same-key');
  for (const [level, count] of [
    ['smoke', 2],
    ['gate', 5],
    ['full', 12],
  ] as const) {
    const M = sessionKeyFor(`state/same-key/${count}`);
    yield* relation(level, `one key in ${count} encryptions, on ${count} sessions`, (draft) => {
      for (let n = 1; n <= count; n += 1) {
        draft.session(`s${n}`).negotiate(`s${n}`, validBlock(`state/same-key/${count}/${n}`, M));
      }
      return draft;
    });
  }
}

/** A new session has no key, whatever was before it; a refused call shows that it still has none. */
function* newSessions(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'state/new');
  const [, lhash = noDefect] = blockDefects(context).map(fromBlockDefect);
  yield* sequence('smoke', 'a new session after one with a key was destroyed', (draft) =>
    draft.session('t').negotiate('t', block('after')).destroySession('t').session('s'),
  );
  yield* sequence('gate', 'a refused block on a new session after one with a key was destroyed', (draft) =>
    draft
      .session('t')
      .negotiate('t', block('refused'))
      .destroySession('t')
      .session('s')
      .negotiate('s', withDefect(lhash, 'after')),
  );
  yield* sequence('gate', 'a new session beside one with a key', (draft) =>
    draft
      .session('t')
      .negotiate('t', block('beside'))
      .session('s')
      .negotiate('s', withDefect(lhash, 'beside')),
  );
  yield* sequence('gate', 'four sessions with keys destroyed, then four new ones', (draft) => {
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) draft.session(name).negotiate(name, block(`four/${name}`));
    for (const name of names) draft.destroySession(name);
    for (const name of names) draft.session(`${name}2`);
    return draft;
  });
  yield* sequence('gate', 'a session without a key destroyed, then a new one', (draft) =>
    draft.session('t').destroySession('t').session('s').negotiate('s', block('unused')),
  );
  yield* sequence('gate', 'a session destroyed in the middle of a refresh, then a new one', (draft) =>
    draft
      .session('t')
      .negotiate('t', block('refresh'))
      .startRefresh('t')
      .destroySession('t')
      .session('s')
      .negotiate('s', block('refresh/s')),
  );
}

/** A second valid block replaces the key, or is refused and keeps it; success with the old key in force is neither. */
function* renegotiations(context: PlanContext): Generator<DraftCase> {
  const { sequence, block } = caseMaker(context, 'state/again');
  yield* sequence('smoke', 'a second valid block on a session', (draft) =>
    draft.session('s').negotiate('s', block('1')).negotiate('s', block('2')),
  );
  yield* sequence('gate', '20 valid blocks on one session', (draft) => {
    draft.session('s');
    for (let n = 1; n <= 20; n += 1) draft.negotiate('s', block(`20/${n}`));
    return draft;
  });
  yield* sequence('full', '300 valid blocks on one session', (draft) => {
    draft.session('s');
    for (let n = 1; n <= 300; n += 1) draft.negotiate('s', block(`many/${n}`));
    return draft;
  });
  yield* sequence('gate', 'one key in two encryptions, on one session', (draft) => {
    const M = sessionKeyFor('state/again/same-key');
    return draft
      .session('s')
      .negotiate('s', validBlock('state/again/same-key/1', M))
      .negotiate('s', validBlock('state/again/same-key/2', M));
  });
  for (const at of [0, 15]) {
    yield* sequence('gate', `a second key that differs from the first in byte ${at + 1} alone`, (draft) => {
      const first = sessionKeyFor(`state/again/close/${at}`);
      const byte = (Number.parseInt(first.slice(at * 2, at * 2 + 2), 16) ^ 0x01)
        .toString(16)
        .padStart(2, '0');
      const second = first.slice(0, at * 2) + byte + first.slice(at * 2 + 2);
      return draft
        .session('s')
        .negotiate('s', validBlock(`state/again/close/${at}/1`, first))
        .negotiate('s', validBlock(`state/again/close/${at}/2`, second));
    });
  }
}

/** What works only the first times, or fills a table. */
function* many(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'state/many');
  const oneByOne =
    (count: number): AddSteps =>
    (draft) => {
      for (let n = 1; n <= count; n += 1) {
        draft
          .session(`s${n}`)
          .negotiate(`s${n}`, block(`by-one/${count}/${n}`))
          .destroySession(`s${n}`);
      }
      return draft;
    };
  const together =
    (count: number): AddSteps =>
    (draft) => {
      for (let n = 1; n <= count; n += 1)
        draft.session(`s${n}`).negotiate(`s${n}`, block(`together/${count}/${n}`));
      return draft;
    };
  yield* sequence('gate', '20 sessions one after the other, a valid block each', oneByOne(20));
  yield* sequence('full', '300 sessions one after the other, a valid block each', oneByOne(300));
  yield* sequence('gate', '33 sessions at once, a valid block each', together(33));
  yield* sequence('full', '65 sessions at once, a valid block each', together(65));
  const defects = blockDefects(context).map(fromBlockDefect);
  const refusedFirst =
    (count: number, then: 's' | 't'): AddSteps =>
    (draft) => {
      draft.session('s');
      for (let n = 1; n <= count; n += 1) {
        const defect = defects[n % defects.length];
        if (defect !== undefined)
          draft.negotiate('s', withDefect(defect, `${count}/${then}/${n}`), defect.options);
      }
      if (then === 't') draft.session('t');
      return draft.negotiate(then, block(`refused/${count}/${then}`));
    };
  for (const [level, count] of [
    ['gate', 40],
    ['full', 300],
  ] as const) {
    const title = `${count} refused blocks on one session, then a valid one on`;
    yield* sequence(level, `${title} another`, refusedFirst(count, 't'));
    yield* sequence(level, `${title} the same`, refusedFirst(count, 's'));
  }
}
