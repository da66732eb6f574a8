// Memory: each allocation of a call in turn is made to fail, and the call after it finds plenty again; many calls hold no more
// memory than few.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { fromBlockDefect, sizeDefects } from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor } from '../src/steps/block-to-send.ts';
import { opmParameters } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext, Property } from '../src/2-plan/property.ts';

export const memory: Property = {
  name: 'memory',
  statement: 'every allocation fails once, on sessions with and without a key, on outputs and on channels',
  clauses: [
    'NCSKE-ERR-11',
    'NCSKE-ERR-23',
    'NCSKE-ERR-25',
    'NCSKE-ERR-26',
    'NCSKE-ERR-29',
    'NCSKE-OPM-21',
    'NCSKE-OPM-22',
    'NCSKE-CH-18',
    'NCSKE-CH-19',
  ],
  *cases(context) {
    yield* onSessions(context);
    yield* elsewhere(context);
    yield* leaks(context);
  },
};

const failAllocation = 'each';

function* onSessions(context: PlanContext): Generator<DraftCase> {
  const { defect, sequence, block, withDefect } = caseMaker(context, 'memory/session');
  yield* defect('smoke', 'a valid block while each allocation in turn fails', (draft) =>
    draft.session().negotiate('s', block('alone'), { failAllocation }),
  );
  yield* sequence(
    'smoke',
    'a valid block while each allocation in turn fails, on a session that has a key',
    (draft) =>
      draft.session().negotiate('s', block('keyed/1')).negotiate('s', block('keyed/2'), { failAllocation }),
  );
  yield* sequence(
    'gate',
    'after each allocation failed in turn: a valid block on the same session',
    (draft) =>
      draft.session().negotiate('s', block('then/1'), { failAllocation }).negotiate('s', block('then/2')),
  );
  yield* sequence(
    'smoke',
    'after each allocation failed in turn: a valid block on another session',
    (draft) =>
      draft
        .session('s')
        .negotiate('s', block('elsewhere/1'), { failAllocation })
        .session('t')
        .negotiate('t', block('elsewhere/2')),
  );
  yield* sequence('gate', 'after each allocation failed in turn: the same block again', (draft) =>
    draft
      .session()
      .negotiate('s', block('same'), { failAllocation })
      .negotiate('s', { block: { form: 'same-as', step: 1 }, declares: {} }),
  );
  yield* sequence(
    'gate',
    'a valid block while each allocation in turn fails, beside a session that has a key',
    (draft) =>
      draft
        .session('t')
        .negotiate('t', block('beside/t'))
        .session('s')
        .negotiate('s', block('beside/s'), { failAllocation }),
  );
  yield* sequence('gate', 'each allocation fails in turn in the middle of a refresh', (draft) =>
    draft
      .session()
      .negotiate('s', block('refresh/1'))
      .startRefresh('s')
      .negotiate('s', block('refresh/2'), { failAllocation })
      .finishRefresh('s'),
  );
  // A block that is refused anyway, once memory is there again.
  for (const one of [...blockDefects(context).map(fromBlockDefect).slice(0, 4), ...sizeDefects(context)]) {
    yield* sequence('gate', `after each allocation failed in turn: ${one.what}`, (draft) =>
      draft
        .session()
        .negotiate('s', block(`refused/${one.name}`), { failAllocation })
        .negotiate('s', withDefect(one, 'behind'), one.options),
    );
  }
  if (context.dialect !== 'wddm2.4') return;
  yield* defect('gate', 'MT: a valid block while each allocation in turn fails', (draft) =>
    draft.session().negotiate('s', block('mt'), { failAllocation, MT: true }),
  );
}

function* elsewhere(context: PlanContext): Generator<DraftCase> {
  const { defect, sequence, block } = caseMaker(context, 'memory/elsewhere');
  yield* defect('smoke', 'parameters while each allocation in turn fails', (draft) =>
    draft.output().randomNumber('o').setSigningKey('o', opmParameters('memory/opm'), failAllocation),
  );
  yield* sequence(
    'gate',
    'parameters while each allocation in turn fails, beside an output and a session with keys',
    (draft) =>
      draft
        .session()
        .negotiate('s', block('opm/s'))
        .output('p')
        .randomNumber('p')
        .setSigningKey('p', opmParameters('memory/opm/p'))
        .output('o')
        .randomNumber('o')
        .setSigningKey('o', opmParameters('memory/opm/o'), failAllocation)
        .information('p'),
  );
  yield* sequence(
    'gate',
    'after each allocation failed in turn for an output: parameters for another',
    (draft) =>
      draft
        .output('o')
        .randomNumber('o')
        .setSigningKey('o', opmParameters('memory/opm/then/o'), failAllocation)
        .output('p')
        .randomNumber('p')
        .setSigningKey('p', opmParameters('memory/opm/then/p'))
        .information('p'),
  );
  yield* defect('gate', 'a valid block on a channel while each allocation in turn fails', (draft) =>
    draft.channel('c').negotiateChannel('c', block('channel'), { failAllocation }),
  );
  yield* sequence(
    'gate',
    'a valid block on a channel that has a key, while each allocation in turn fails',
    (draft) =>
      draft
        .channel('c')
        .negotiateChannel('c', block('channel/1'))
        .negotiateChannel('c', block('channel/2'), { failAllocation }),
  );
  yield* sequence('gate', 'after each allocation failed in turn on a channel: a valid block', (draft) =>
    draft
      .channel('c')
      .negotiateChannel('c', block('channel/then/1'), { failAllocation })
      .negotiateChannel('c', block('channel/then/2')),
  );
}

/** The same call over and over: what it takes, it gives back. */
function* leaks(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'memory/leaks');
  yield* sequence('full', '200 valid blocks on one session hold no more memory than one', (draft) =>
    draft.session().negotiate('s', block('valid/first')).repeat(200, 's', block('valid')),
  );
  // A leak of a byte a call shows in a few calls, too; the gate sends these, `full` many more.
  yield* sequence('gate', '16 valid blocks on one session hold no more memory than one', (draft) =>
    draft.session().negotiate('s', block('few/first')).repeat(16, 's', block('few')),
  );
  for (const [times, one] of [
    [16, blockDefects(context).map(fromBlockDefect)[0]],
    [64, sizeDefects(context)[0]],
  ] as const) {
    const data = one === undefined ? null : withDefect(one, 'refused few');
    if (one === undefined || data === null) continue;
    yield* sequence('gate', `${times} refused calls hold no more memory than one: ${one.what}`, (draft) =>
      draft.session().repeat(times, 's', data, one.options),
    );
  }
  const refused = [...blockDefects(context).map(fromBlockDefect), ...sizeDefects(context)];
  // Ten thousand of one kind, for what is lost now and then; a few hundred of each other.
  let times = 10_000;
  for (const one of refused) {
    const data = withDefect(one, 'refused');
    if (data === null || data.block.form !== 'oaep' || data.block.until !== undefined) continue;
    const many = times;
    times = 200;
    const count = many.toLocaleString('en-US');
    yield* sequence('full', `${count} refused calls hold no more memory than one: ${one.what}`, (draft) =>
      draft.session().repeat(many, 's', data, one.options),
    );
  }
  const keyed = oaepBlock('memory/leaks/keyed', sessionKeyFor('memory/leaks/keyed'));
  const [y] = blockDefects(context);
  if (y === undefined) return;
  yield* sequence('full', '200 refused calls on a session that has a key', (draft) =>
    draft.session().negotiate('s', block('keyed')).repeat(200, 's', applyDefect(y, keyed)),
  );
}
