// Circumstances together: every two of them, with at most one defect, at gate; every three at full. A driver that does each
// thing right by itself may still do two of them wrong.
import { buildInteractionCase } from '../src/2-plan/build-interaction-case.ts';
import { coveringArray, type Factor, type Row } from '../src/2-plan/covering-array.ts';
import {
  impossibleFor,
  interactionDefects,
  interactionFactors,
  rarelyAvailable,
  type Circumstance,
  type NegotiateCall,
} from '../src/2-plan/interaction-factors.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';

export const interaction: Property = {
  name: 'interaction',
  statement: 'every two (at full: three) circumstances of the call under test, with at most one defect',
  enumerates: true,
  clauses: ['NCSKE-OK-*', 'NCSKE-ERR-*', 'NCSKE-ST-*', 'NCSKE-OPM-24', 'NCSKE-TH-*'],
  *cases(context) {
    if (!includesLevel(context.level, 'gate')) return;
    yield* interactionCases(context, 'NegotiateCryptoSessionKeyExchange');
    if (context.dialect === 'wddm2.4')
      yield* interactionCases(context, 'NegotiateCryptoSessionKeyExchangeMT');
  },
};

function* interactionCases(context: PlanContext, call: NegotiateCall): Generator<DraftCase> {
  const factors = interactionFactors(context, call);
  const impossible = impossibleFor(context.contract, call);
  /**
   * Rows by how many of the optional circumstances they may hold. What a circumstance is no part of is covered without it, so
   * that it is not lost where that is missing.
   */
  const covering = (strength: 2 | 3, before: readonly Row[][]): Row[][] => {
    const stages: Row[][] = [];
    for (let held = 0; held <= rarelyAvailable.length; held += 1) {
      const without = [...impossible, ...rarelyAvailable.slice(held)];
      const given = [...before.slice(0, held + 1), ...stages].flat();
      stages.push(coveringArray({ factors, strength, impossible: without, given }));
    }
    return stages;
  };
  const pairs = covering(2, []);
  // With nothing remarkable about it, a defect is in a file of its own.
  const remarkable = (row: Row): boolean =>
    row.some((value, at) => value > 0 && factors[at]?.name !== 'defect');
  for (const row of pairs.flat()) if (remarkable(row)) yield toCase(context, call, factors, row, 'gate');
  if (!includesLevel(context.level, 'full')) return;
  for (const row of covering(3, pairs).flat()) yield toCase(context, call, factors, row, 'full');
}

/** How a title names a circumstance; the normal ones are not mentioned. */
const circumstanceWords: Readonly<Record<Circumstance, Readonly<Record<string, string>>>> = {
  buffer: {
    unaligned: 'odd address',
    'guard-after': 'inaccessible page behind',
    'guard-before': 'inaccessible page before',
    'read-only': 'read-only memory',
    'guard-short': 'an inaccessible page where DataSize claims more',
  },
  blockUse: {
    'used-on-other-session': 'block sent to another session before',
    'used-on-destroyed-session': 'block sent to a destroyed session before',
    'used-on-this-session': 'block sent to this session before',
  },
  sessionKey: { set: 'session keyed' },
  refresh: { pending: 'refresh pending', overtaken: 'refresh overtaken by a second key' },
  otherSession: { idle: 'another session without a key', keyed: 'another session with a key' },
  previousCall: { 'refused-here': 'just refused here', 'refused-elsewhere': 'just refused elsewhere' },
  decodeProfile: { supported: 'with a decode profile' },
  certificateRead: { never: 'certificate never read' },
  keyUse: { shared: 'key sent to other sessions too' },
  encryptedFor: { shared: "under OPM's certificate" },
  concurrency: {
    'other-session': 'together with another session',
    'same-session': 'together with one on this session',
  },
};

function toCase(
  context: PlanContext,
  call: NegotiateCall,
  factors: readonly Factor[],
  row: Row,
  level: PlanLevel,
): DraftCase {
  const circumstances: Partial<Record<Circumstance, string>> = {};
  let defectName = '';
  for (const [index, factor] of factors.entries()) {
    const value = factor.values[row[index] ?? 0]?.name ?? '';
    if (factor.name === 'defect') defectName = value;
    else if (factor.name in circumstanceWords) circumstances[factor.name as Circumstance] = value;
  }
  const [none, ...defects] = interactionDefects(context);
  const defect = defects.find((one) => one.name === defectName) ?? none;
  if (defect === undefined) throw new RangeError(`there is no defect ${defectName}`);
  const mtPrefix = call.endsWith('MT') ? 'MT: ' : '';
  const remarks = Object.entries(circumstances).map(
    ([name, value]) => circumstanceWords[name as Circumstance][value],
  );
  const title = [`${mtPrefix}${defect.what}`, ...remarks.filter((word) => word !== undefined)].join('; ');
  return {
    kind: 'interaction',
    level,
    title,
    draft: buildInteractionCase(context, {
      call,
      circumstances,
      defect,
      label: `interaction/${call}/${row.join('.')}`,
    }),
  };
}
