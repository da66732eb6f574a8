// Which circumstances of the call under test a run has covered: values, pairs and triples, with at most one defect. What was
// not covered is listed, as ACVP lists the requirements that a test session left out.
import type { Contract, Point } from '../1-contract/model.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { impossibleFor, type NegotiateCall } from '../2-plan/interaction-factors.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import { CombinationSpace } from './combination-space.ts';

/** How many combinations there are of one strength. */
export interface CoverageCount {
  /** Those that can be made. */
  readonly possible: number;
  readonly covered: number;
  /** Those that no sequence of calls brings about, or that the contract rules out. */
  readonly impossible: number;
}

export interface CallCoverage {
  readonly call: string;
  /** Judged steps, those with two defects left out. */
  readonly steps: number;
  readonly values: CoverageCount;
  readonly pairs: CoverageCount;
  readonly triples?: CoverageCount;
  /** What can be made and was not: `size=below, device=creator`. What holds such a combination is not listed again. */
  readonly notCovered: readonly string[];
  /** How many more there are than are listed. */
  readonly more: number;
}

export interface Coverage {
  /** Variables that are held fixed, with their values. */
  readonly fixed: Point;
  readonly calls: readonly CallCoverage[];
}

/** Combinations that are listed for a call. */
const maxListed = 50;

/**
 * Counts what judged steps have covered.
 * @param level triples are counted at `full`
 */
export function coverageOf(
  contract: Contract,
  dialect: string,
  level: PlanLevel,
  verdicts: Iterable<Pick<CaseVerdict, 'steps'>>,
): Coverage {
  // Blocks are for sessions of one type alone (NCSKE-KX-8), and the same call over and over is one case by itself.
  const fixed: Point = { dialect, keyExchange: 'rsaes-oaep', repetition: 'once' };
  const calls: NegotiateCall[] = ['NegotiateCryptoSessionKeyExchange'];
  if (dialect === 'wddm2.4') calls.push('NegotiateCryptoSessionKeyExchangeMT');
  const tallies = new Map<string, CoverageTally>(
    calls.map((call) => {
      const space = new CombinationSpace(contract, call, fixed, impossibleFor(contract, call));
      return [call, new CoverageTally(space, level === 'full')];
    }),
  );
  // Verdicts that were read share most of their steps.
  const sequences = new Map<CaseVerdict['steps'], number>();
  for (const { steps } of verdicts) sequences.set(steps, (sequences.get(steps) ?? 0) + 1);
  for (const [steps, times] of sequences) {
    for (const { call, point } of steps) tallies.get(call)?.add(point, times);
  }
  return { fixed, calls: [...tallies].map(([call, tally]) => tally.result(call)) };
}

class CoverageTally {
  private readonly space: CombinationSpace;
  private readonly values: Uint8Array;
  private readonly pairs: Uint8Array;
  private readonly triples: Uint8Array | undefined;
  private steps = 0;

  constructor(space: CombinationSpace, triples: boolean) {
    this.space = space;
    this.values = new Uint8Array(space.size);
    this.pairs = new Uint8Array(space.size ** 2);
    this.triples = triples ? new Uint8Array(space.size ** 3) : undefined;
  }

  add(point: Point, times: number): void {
    const numbers = this.space.numbersOf(point);
    if (numbers === undefined) return;
    this.steps += times;
    const { size } = this.space;
    const { length } = numbers;
    for (let first = 0; first < length; first += 1) {
      const value = numbers[first] ?? 0;
      this.values[value] = 1;
      for (let second = first + 1; second < length; second += 1) {
        const pair = value * size + (numbers[second] ?? 0);
        this.pairs[pair] = 1;
        if (this.triples === undefined) continue;
        for (let third = second + 1; third < length; third += 1)
          this.triples[pair * size + (numbers[third] ?? 0)] = 1;
      }
    }
  }

  private has(chosen: readonly number[]): boolean {
    const at = chosen.reduce((number, one) => number * this.space.size + one, 0);
    const map = [this.values, this.pairs, this.triples][chosen.length - 1];
    return map?.[at] === 1;
  }

  result(call: string): CallCoverage {
    const missing: string[] = [];
    const uncovered = new Set<string>();
    const count = (strength: number): CoverageCount => {
      const counted = { possible: 0, covered: 0, impossible: 0 };
      for (const chosen of this.space.choices(strength)) {
        if (this.has(chosen)) {
          counted.possible += 1;
          counted.covered += 1;
        } else if (this.space.isPossible(chosen)) {
          counted.possible += 1;
          uncovered.add(chosen.join());
          const alreadyListed = chosen.some((_, at) =>
            partsWithout(chosen, at).some((part) => uncovered.has(part)),
          );
          if (!alreadyListed) missing.push(this.space.text(chosen));
        } else counted.impossible += 1;
      }
      return counted;
    };
    const values = count(1);
    const pairs = count(2);
    const triples = this.triples === undefined ? {} : { triples: count(3) };
    return {
      call,
      steps: this.steps,
      values,
      pairs,
      ...triples,
      notCovered: missing.slice(0, maxListed),
      more: Math.max(0, missing.length - maxListed),
    };
  }
}

/** Names of the smaller combinations in one: without one of its values, and each value by itself. */
function partsWithout(chosen: readonly number[], at: number): string[] {
  if (chosen.length === 1) return [];
  const rest = chosen.filter((_, index) => index !== at);
  return [rest.join(), String(chosen[at])];
}
