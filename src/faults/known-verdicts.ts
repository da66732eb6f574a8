// Verdicts on what was seen of a case before: drivers that look alike are judged once.
import { hash } from 'node:crypto';
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';
import type { Case } from '../recipe/case.ts';

export class KnownVerdicts {
  readonly #seen = new WeakMap<Case, Map<string, CaseVerdict>>();

  /**
   * The verdict on an observation; `judge` gives those that are not known.
   * @param survey what else a verdict rests on, as text
   */
  of(planned: Case, observation: Observation, survey: string, judge: () => CaseVerdict): CaseVerdict {
    let seen = this.#seen.get(planned);
    if (seen === undefined) this.#seen.set(planned, (seen = new Map<string, CaseVerdict>()));
    const name = hash('sha256', survey + JSON.stringify(observation), 'base64');
    let verdict = seen.get(name);
    if (verdict === undefined) seen.set(name, (verdict = judge()));
    return verdict;
  }
}
