// What a refused call leaves behind: for each kind of defect, on its own session and on others.
import { blockDefects } from '../src/plan/block-defects.ts';
import { inBlock, messageOf, otherDevice, sizeDefects } from '../src/plan/call-defects.ts';
import { caseMaker } from '../src/plan/case-maker.ts';
import { boundOf } from '../src/plan/lengths.ts';
import type { DraftCase, PlanContext } from '../src/plan/property.ts';

export function* afterRefusals(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, spoiled } = caseMaker(context, 'state/refused');
  const short = boundOf(context, 'message') - 1;
  const ofBlocks = blockDefects(context).map(inBlock);
  const defects = [
    ...ofBlocks,
    messageOf(short, `a message of ${short} bytes`, { message: 'below' }),
    ...sizeDefects(context),
    otherDevice,
  ];
  const smoke = new Set(['size-below', 'c-plus-n', 'ps-last', 'reversed']);
  for (const defect of defects) {
    const { name, what, options } = defect;
    yield* sequence(
      smoke.has(name) ? 'smoke' : 'gate',
      `${what}, right after a valid block on another session`,
      (draft) =>
        draft
          .session('t')
          .negotiate('t', block(`${name}/before`))
          .session('s')
          .negotiate('s', spoiled(defect, 'after-valid'), options)
          .session('u')
          .negotiate('u', block(`${name}/behind`)),
    );
    yield* sequence('gate', `${what}; then a valid block on the same session`, (draft) =>
      draft
        .session('s')
        .negotiate('s', spoiled(defect, 'then-here'), options)
        .negotiate('s', block(`${name}/here`)),
    );
  }
  // The other defects are sent to such a session by errors.ts, message.ts and size.ts.
  for (const defect of ofBlocks) {
    const { name, what, options } = defect;
    yield* sequence('gate', `${what}, on a session that has a key`, (draft) =>
      draft
        .session('s')
        .negotiate('s', block(`${name}/keyed`))
        .negotiate('s', spoiled(defect, 'keyed'), options),
    );
  }
}
