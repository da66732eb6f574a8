// Key refresh, read-back keys and blits on sessions that have a key.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { otherDevice, sizeDefects } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor, validBlock } from '../src/steps/block-to-send.ts';
import type { DraftCase, PlanContext } from '../src/2-plan/property.ts';

/** "The driver XORs the random number with the key": at Finish, on one session, with the last random number. */
export function* refreshes(context: PlanContext): Generator<DraftCase> {
  const { sequence, relation, block, withDefect } = caseMaker(context, 'state/refresh');
  yield* sequence('smoke', 'a refresh, started and finished', (draft) =>
    draft.session('s').negotiate('s', block('once')).startRefresh('s').finishRefresh('s'),
  );
  yield* sequence('gate', 'a refresh on one session, while another has a key', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('beside/s'))
      .negotiate('t', block('beside/t'))
      .startRefresh('s')
      .finishRefresh('s'),
  );
  yield* relation('gate', 'refreshes of two sessions, started and finished in turns', (draft) =>
    draft
      .session('s')
      .session('t')
      .negotiate('s', block('crossed/s'))
      .negotiate('t', block('crossed/t'))
      .startRefresh('s')
      .startRefresh('t')
      .finishRefresh('s')
      .finishRefresh('t'),
  );
  yield* relation('gate', 'four refreshes in a row', (draft) => {
    draft.session('s').negotiate('s', block('four'));
    for (let n = 0; n < 4; n += 1) draft.startRefresh('s').finishRefresh('s');
    return draft;
  });
  yield* sequence('gate', 'a refresh on one of two sessions with the same key', (draft) => {
    const M = sessionKeyFor('state/refresh/equal');
    return draft
      .session('s')
      .session('t')
      .negotiate('s', validBlock('state/refresh/equal/s', M))
      .negotiate('t', validBlock('state/refresh/equal/t', M))
      .startRefresh('s')
      .finishRefresh('s');
  });
  yield* sequence('gate', 'a refresh of a key that is all 00', (draft) =>
    draft
      .session('s')
      .negotiate('s', validBlock('state/refresh/zero', '00'.repeat(16)))
      .startRefresh('s')
      .finishRefresh('s'),
  );
  yield* sequence(
    'gate',
    'a refresh started; then a valid block on another session; then finished',
    (draft) =>
      draft
        .session('s')
        .session('t')
        .negotiate('s', block('foreign/s'))
        .startRefresh('s')
        .negotiate('t', block('foreign/t'))
        .finishRefresh('s'),
  );
  for (const where of ['s', 't']) {
    const what = where === 's' ? 'the same session' : 'another session';
    yield* sequence('gate', `a refresh started; then a refused block on ${what}; then finished`, (draft) => {
      const label = `state/refresh/refused/${where}`;
      const [, lhash] = blockDefects(context);
      draft
        .session('s')
        .session('t')
        .negotiate('s', block(`refused/${where}`))
        .startRefresh('s');
      if (lhash !== undefined)
        draft.negotiate(where, applyDefect(lhash, oaepBlock(label, sessionKeyFor(label))));
      return draft.finishRefresh('s');
    });
  }
  const besideTheBytes = [...sizeDefects(context), otherDevice];
  yield* sequence(
    'gate',
    'a refresh started; then calls with a wrong DataSize or device; then finished',
    (draft) => {
      draft.session('s').negotiate('s', block('arguments')).startRefresh('s');
      for (const one of besideTheBytes) draft.negotiate('s', withDefect(one, 'arguments'), one.options);
      return draft.finishRefresh('s');
    },
  );
  yield* sequence('gate', 'read-back keys and blits before and after a second key', (draft) =>
    draft
      .session('s')
      .negotiate('s', block('readback/1'))
      .readbackKey('s')
      .negotiate('s', block('readback/2'))
      .readbackKey('s')
      .blit('s', 64),
  );
  yield* relation('smoke', 'two read-back keys', (draft) =>
    draft.session('s').negotiate('s', block('readback')).readbackKey('s').readbackKey('s'),
  );
  // What is looked at between two calls takes two keys, of two sessions: a driver that makes every other one anew shows.
  yield* relation('gate', 'read-back keys of two sessions with the same key', (draft) => {
    const M = sessionKeyFor('state/refresh/readback');
    draft
      .session('s')
      .session('t')
      .negotiate('s', validBlock('state/refresh/readback/s', M))
      .negotiate('t', validBlock('state/refresh/readback/t', M))
      .readbackKey('s')
      .readbackKey('t');
    for (let n = 0; n < 3; n += 1) draft.readbackKey('s');
    return draft;
  });
  yield* sequence('gate', 'blits under a content key', (draft) =>
    draft
      .session('s')
      .negotiate('s', block('content'))
      .blit('s', 64, sessionKeyFor('state/refresh/content-key'))
      .blit('s', 64, sessionKeyFor('state/refresh/content-key/2'))
      .blit('s', 64),
  );
  // More than 256 blocks: the count carries.
  for (const bytes of [16, 32, 8192]) {
    yield* sequence('gate', `blits of ${bytes} bytes`, (draft) =>
      draft
        .session('s')
        .negotiate('s', block(`blits/${bytes}`))
        .blit('s', bytes),
    );
  }
}
