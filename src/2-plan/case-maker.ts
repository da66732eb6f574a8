// Cases of several steps: what most files in properties/ are made of.
import type { CaseKind } from '../steps/case.ts';
import { oaepBlock } from './block-defects.ts';
import type { CallDefect } from './call-defects.ts';
import { Draft } from './draft.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../steps/block-to-send.ts';
import { includesLevel } from './plan-level.ts';
import type { DraftCase, PlanContext, PlanLevel } from './property.ts';

/** Adds the steps of a case. */
export type AddSteps = (draft: Draft) => Draft;

/** Makes a case where the plan's level holds it; otherwise none, and its steps are not even thought of. */
export type MakeCase = (level: PlanLevel, title: string, build: AddSteps) => Iterable<DraftCase>;

/** Makers of cases by kind, and of blocks whose keys and seeds no other part of the plan has. */
export interface CaseMaker {
  readonly boundary: MakeCase;
  readonly defect: MakeCase;
  readonly sequence: MakeCase;
  readonly relation: MakeCase;
  readonly precedence: MakeCase;
  /** A valid block. */
  readonly block: (name: string) => BlockToSend;
  /** What a defect makes of a valid block. */
  readonly withDefect: (defect: CallDefect, name: string) => BlockToSend | null;
}

/** @param part the name that all labels begin with, e.g. `state/devices` */
export function caseMaker(context: PlanContext, part: string): CaseMaker {
  const of = (kind: CaseKind): MakeCase =>
    function* (level, title, build) {
      if (includesLevel(context.level, level)) yield { kind, level, title, draft: build(new Draft(context)) };
    };
  return {
    boundary: of('boundary'),
    defect: of('defect'),
    sequence: of('sequence'),
    relation: of('relation'),
    precedence: of('precedence'),
    block: (name) => validBlock(`${part}/${name}`),
    withDefect: (defect, name) => {
      const label = `${part}/${defect.name}/${name}`;
      return defect.data(oaepBlock(label, sessionKeyFor(label)));
    },
  };
}
