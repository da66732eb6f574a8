// Cases of several steps: what most files in properties/ are made of.
import type { CaseKind } from '../recipe/case.ts';
import { blockOf } from './block-defects.ts';
import type { CallDefect } from './call-defects.ts';
import { Draft } from './draft.ts';
import { keyOf, valid, type Sent } from './sent.ts';
import { reaches } from './level.ts';
import type { DraftCase, PlanContext, PlanLevel } from './property.ts';

/** Adds the steps of a case. */
export type Build = (draft: Draft) => Draft;

/** Makes a case where the plan's level holds it; otherwise none, and its steps are not even thought of. */
export type Make = (level: PlanLevel, title: string, build: Build) => Iterable<DraftCase>;

/** Makers of cases by kind, and of blocks whose keys and seeds no other part of the plan has. */
export interface CaseMaker {
  readonly boundary: Make;
  readonly defect: Make;
  readonly sequence: Make;
  readonly relation: Make;
  readonly precedence: Make;
  /** A valid block. */
  readonly block: (name: string) => Sent;
  /** What a defect makes of a valid block. */
  readonly spoiled: (defect: CallDefect, name: string) => Sent | null;
}

/** @param part the name that all labels begin with, e.g. `state/devices` */
export function caseMaker(context: PlanContext, part: string): CaseMaker {
  const of = (kind: CaseKind): Make =>
    function* (level, title, build) {
      if (reaches(context.level, level)) yield { kind, level, title, draft: build(new Draft(context)) };
    };
  return {
    boundary: of('boundary'),
    defect: of('defect'),
    sequence: of('sequence'),
    relation: of('relation'),
    precedence: of('precedence'),
    block: (name) => valid(`${part}/${name}`),
    spoiled: (defect, name) => {
      const label = `${part}/${defect.name}/${name}`;
      return defect.data(blockOf(label, keyOf(label)));
    },
  };
}
