// What a refused call leaves behind: for each kind of defect, on its own session and on others.
import { blockDefects } from '../src/2-plan/block-defects.ts';
import {
  fromBlockDefect,
  messageLengthDefect,
  otherDevice,
  sizeDefects,
} from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { contractBound } from '../src/2-plan/lengths.ts';
import type { DraftCase, PlanContext } from '../src/2-plan/property.ts';

export function* afterRefusals(context: PlanContext): Generator<DraftCase> {
  const { sequence, block, withDefect } = caseMaker(context, 'state/refused');
  const short = contractBound(context, 'message') - 1;
  const ofBlocks = blockDefects(context).map(fromBlockDefect);
  const defects = [
    ...ofBlocks,
    messageLengthDefect(short, `a message of ${short} bytes`, { message: 'below' }),
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
          .negotiate('s', withDefect(defect, 'after-valid'), options)
          .session('u')
          .negotiate('u', block(`${name}/behind`)),
    );
    yield* sequence('gate', `${what}; then a valid block on the same session`, (draft) =>
      draft
        .session('s')
        .negotiate('s', withDefect(defect, 'then-here'), options)
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
        .negotiate('s', withDefect(defect, 'keyed'), options),
    );
  }
}
