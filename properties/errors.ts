// Arguments beside the block: the device, the pointer, the flags.
import { Draft } from '../src/2-plan/draft.ts';
import { validBlock } from '../src/steps/block-to-send.ts';
import { contractBound } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession, onKeyedSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';

export const errors: Property = {
  name: 'errors',
  statement: 'calls with the device of another, a null pointer, or undefined flags',
  clauses: [
    'NCSKE-ERR-7',
    'NCSKE-ERR-8',
    'NCSKE-ERR-9',
    'NCSKE-ERR-10',
    'NCSKE-ERR-12',
    'NCSKE-ERR-14',
    'NCSKE-ST-1',
    'NCSKE-OK-4',
  ],
  *cases(context) {
    yield* otherDevices(context);
    yield* nullPointers(context);
    if (context.dialect === 'wddm2.4') yield* flags(context);
  },
};

/** "The driver must keep track of the device that the session was created on." */
function* otherDevices(context: PlanContext): Generator<DraftCase> {
  const made = (title: string, level: PlanLevel, build: (draft: Draft) => Draft): DraftCase => ({
    kind: 'defect',
    level,
    title,
    draft: build(new Draft(context)),
  });
  const call = { kind: 'defect' as const, title: 'a valid block with the hDevice of another device' };
  const device = { device: 'd1' };
  yield onFreshSession(context, {
    ...call,
    level: 'smoke',
    data: validBlock('errors/device'),
    options: device,
  });
  yield onKeyedSession(context, {
    ...call,
    level: 'smoke',
    data: validBlock('errors/device/keyed'),
    options: device,
  });
  if (!includesLevel(context.level, 'gate')) return;
  yield made('hDevice of a device that has a session of its own', 'gate', (draft) =>
    draft
      .session('s')
      .session('t', { device: 'd1' })
      .negotiate('s', validBlock('errors/device/own'), { device: 'd1' }),
  );
  yield made('hDevice of a device whose own session has a key', 'gate', (draft) =>
    draft
      .session('s')
      .session('t', { device: 'd1' })
      .negotiate('t', validBlock('errors/device/theirs'))
      .negotiate('s', validBlock('errors/device/ours'), { device: 'd1' }),
  );
  yield made('hDevice of a device made after the session', 'gate', (draft) =>
    draft.session('s').device('d2').negotiate('s', validBlock('errors/device/new'), { device: 'd2' }),
  );
  yield made('hDevice of the first device, for a session of a new one', 'gate', (draft) =>
    draft
      .device('d2')
      .readCertificate('d2')
      .session('s', { device: 'd2' })
      .negotiate('s', validBlock('errors/device/old'), { device: 'd0' }),
  );
  yield made('a session of each of two devices, each called with the other device', 'gate', (draft) =>
    draft
      .session('s')
      .session('t', { device: 'd1' })
      .negotiate('s', validBlock('errors/device/crossed-s'), { device: 'd1' })
      .negotiate('t', validBlock('errors/device/crossed-t'), { device: 'd0' }),
  );
}

function* nullPointers(context: PlanContext): Generator<DraftCase> {
  const bound = contractBound(context, 'size');
  const title = `pData null with DataSize ${bound}`;
  const one = { kind: 'defect' as const, data: null, title, options: { DataSize: bound } };
  yield onFreshSession(context, { ...one, level: 'smoke' });
  if (!includesLevel(context.level, 'gate')) return;
  yield onKeyedSession(context, { ...one, level: 'gate' });
  const draft = new Draft(context).session().negotiate('s', null, { DataSize: bound });
  yield {
    kind: 'defect',
    level: 'gate',
    title: 'a valid block on a session of its own after pData null',
    draft: draft.session('t').negotiate('t', validBlock('errors/null/after')),
  };
}

/** "No flag is defined": what a driver does with another value than 0 is open. */
function* flags(context: PlanContext): Generator<DraftCase> {
  const single = Array.from({ length: 32 }, (_, bit) => 2 ** bit);
  const gate = [1, 2, 0x80000000, 0xffffffff];
  for (const value of new Set([...gate, ...single])) {
    const level = value === 1 ? 'smoke' : gate.includes(value) ? 'gate' : 'full';
    if (!includesLevel(context.level, level)) continue;
    const title = `flags 0x${value.toString(16).toUpperCase().padStart(8, '0')} with a valid block`;
    const data = validBlock(`errors/flags/${value}`);
    yield onFreshSession(context, { kind: 'defect', level, title, data, options: { flags: value } });
  }
  if (!includesLevel(context.level, 'gate')) return;
  const title = 'flags 0x00000001 with a valid block';
  const data = validBlock('errors/flags/keyed');
  yield onKeyedSession(context, { kind: 'defect', level: 'gate', title, data, options: { flags: 1 } });
}
