// Two defects at once. The documents set no order of checks, so the answer to either will do; success will not. These cases
// prove no clause.
import { blockDefects, oaepBlock, plusModulusDefect, applyDefect } from '../src/2-plan/block-defects.ts';
import {
  firstAllocationFails,
  fromBlockDefect,
  messageLengthDefect,
  nullPointer,
  unspecifiedDefects,
  otherDevice,
  sizeDefects,
  type CallDefect,
} from '../src/2-plan/call-defects.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound } from '../src/2-plan/lengths.ts';
import { opmParametersBlock } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import type { OaepBlock } from '../src/ciphertexts/block.ts';

export const precedence: Property = {
  name: 'precedence',
  statement: 'two defects in one call: the code of either is allowed',
  clauses: [],
  *cases(context) {
    yield* nullAndSize(context);
    yield* argumentsAndBlock(context);
    yield* twoArguments(context);
    yield* twoInTheBlock(context);
    yield* onOutputs(context);
  },
};

/** pData null with other sizes: with 0 there is nothing to read, and nothing to accept. */
function* nullAndSize(context: PlanContext): Generator<DraftCase> {
  const { precedence: make } = caseMaker(context, 'precedence/null');
  const bound = contractBound(context, 'size');
  for (const [n, level] of [
    [0, 'smoke'],
    [1, 'gate'],
    [bound - 1, 'gate'],
    [bound + 1, 'gate'],
    [0xffffffff, 'gate'],
  ] as const) {
    yield* make(level, `pData null with DataSize ${n}`, (draft) =>
      draft.session().negotiate('s', null, { DataSize: n }),
    );
  }
  yield* make('gate', 'pData null with DataSize 0, on a channel', (draft) =>
    draft.channel('c').negotiateChannel('c', null, { DataSize: 0 }),
  );
}

function argumentDefects(context: PlanContext): CallDefect[] {
  const flags = unspecifiedDefects(context).filter((one) => one.name === 'flags');
  return [...sizeDefects(context), otherDevice, firstAllocationFails, ...flags];
}

/** Something wrong with the arguments, and something with the block. */
function* argumentsAndBlock(context: PlanContext): Generator<DraftCase> {
  const { precedence: make } = caseMaker(context, 'precedence/block');
  const short = contractBound(context, 'message') - 1;
  const inBytes = [
    ...blockDefects(context).map(fromBlockDefect),
    messageLengthDefect(short, `a message of ${short} bytes`, { message: 'below' }),
  ];
  const gate = new Set([
    'lhash-63-80',
    'ps-last',
    'c-plus-n',
    'pkcs1-type-2',
    'masked-seed-last-01',
    `message-${short}`,
  ]);
  for (const argument of argumentDefects(context)) {
    for (const block of inBytes) {
      const smoke = argument.name === 'size-below' && block.name === 'ps-last';
      const level: PlanLevel = smoke ? 'smoke' : gate.has(block.name) ? 'gate' : 'full';
      const data = withBothDefects(argument, block, `precedence/${argument.name}/${block.name}`);
      if (data === undefined) continue;
      yield* make(level, `${argument.what}, and ${block.what}`, (draft) =>
        draft.session().negotiate('s', data, argument.options),
      );
    }
  }
}

/** A block with both defects; undefined where one leaves no place for the other. */
function withBothDefects(argument: CallDefect, inBytes: CallDefect, label: string): BlockToSend | undefined {
  const defective = inBytes.data(oaepBlock(label, sessionKeyFor(label)));
  if (defective === null) return undefined;
  if (!argument.inBlock) return defective;
  if (defective.block.form !== 'oaep' || defective.block.finish !== undefined) return undefined;
  const wrapped = argument.data(defective.block);
  return wrapped === null
    ? undefined
    : { block: wrapped.block, declares: { ...defective.declares, ...wrapped.declares } };
}

/** Two arguments. */
function* twoArguments(context: PlanContext): Generator<DraftCase> {
  const { precedence: make, withDefect } = caseMaker(context, 'precedence/arguments');
  const all = [...argumentDefects(context), nullPointer];
  for (const [index, first] of all.entries()) {
    for (const second of all.slice(index + 1)) {
      const options = { ...first.options, ...second.options };
      const clash = Object.keys(first.sets).some((name) => name in second.sets);
      if (clash || (second === nullPointer && 'size' in first.sets)) continue;
      yield* make('gate', `${first.what}, and ${second.what}`, (draft) =>
        draft
          .session()
          .negotiate('s', second === nullPointer ? null : withDefect(first, second.name), options),
      );
    }
  }
}

/** Two things wrong with a block: its message is too short besides, or the number is out of range besides. */
function* twoInTheBlock(context: PlanContext): Generator<DraftCase> {
  const { precedence: make } = caseMaker(context, 'precedence/within');
  const short = contractBound(context, 'message') - 1;
  const plus = plusModulusDefect('gate');
  for (const defect of blockDefects(context)) {
    const level: PlanLevel = ['lhash', 'ps', 'y'].includes(defect.declares['encoding'] ?? '')
      ? 'gate'
      : 'full';
    const label = `precedence/within/${defect.name}`;
    const alone = defect.declares['encoding'] !== 'byte-order';
    if (alone) {
      yield* make(level, `${defect.what}, and a message of ${short} bytes`, (draft) =>
        draft
          .session()
          .negotiate('s', applyDefect(defect, oaepBlock(`${label}/short`, sessionKeyFor(label).slice(2)))),
      );
    }
    const block = defect.apply(oaepBlock(`${label}/range`, sessionKeyFor(label)));
    if (block.form !== 'oaep' || block.until !== undefined || block.finish !== undefined) continue;
    yield* make(level, `${defect.what}, and ${plus.what}`, (draft) =>
      draft.session().negotiate('s', {
        block: plus.apply(block),
        declares: { ...defect.declares, ...plus.declares },
      }),
    );
  }
}

function* onOutputs(context: PlanContext): Generator<DraftCase> {
  const { precedence: make } = caseMaker(context, 'precedence/opm');
  const changed: OaepBlock['edits'] = [{ field: 'M', at: 0, xor: 'ff' }];
  for (const defect of blockDefects(context)) {
    const level: PlanLevel = defect.name === 'ps-last' ? 'gate' : 'full';
    const block = defect.apply(opmParametersBlock(`precedence/opm/${defect.name}`));
    if (block.form !== 'oaep') continue;
    yield* make(level, `parameters: ${defect.what}, and another random number`, (draft) =>
      draft
        .output()
        .randomNumber('o')
        .setSigningKey('o', {
          block: { ...block, edits: [...(block.edits ?? []), ...changed] },
          declares: { ...defect.declares, random: 'differs' },
        }),
    );
  }
}
