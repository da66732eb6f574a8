// `spec check`: the proof that a contract is sound, by enumeration, call by call, for each profile and dialect.
import { loadSpec, type Spec } from '../load.ts';
import type { Contract, Relation, Rule } from '../model.ts';
import { judgedCalls } from '../variables.ts';
import { CallProof, type CallSize, type RuleUse } from './call-proof.ts';
import type { Problem } from './problem.ts';
import {
  idleRelations,
  idleRules,
  undecidedRules,
  unsettledAmbiguities,
  unquotedRules,
  unusableProfiles,
} from './spec-problems.ts';

export interface SpecCheckOptions {
  /** How many cases of the plan decide a rule or relation; absent: cases are not looked at. */
  readonly cases?: (id: string) => number;
  /** Only these calls, and the rules about them. */
  readonly calls?: readonly string[];
}

/** What was enumerated for one dialect. Rules do not turn on the profile, so it is the same for each. */
export interface DialectSize {
  readonly dialect: string;
  readonly profiles: readonly string[];
  readonly calls: readonly CallSize[];
}

/** The outcome of {@link checkSpec}. */
export interface SpecReport {
  readonly sound: boolean;
  readonly version: string;
  readonly hash: string;
  readonly rules: number;
  readonly relations: number;
  readonly ambiguities: number;
  readonly enumerated: readonly DialectSize[];
  /** Whether the plan's cases were looked at. */
  readonly casesChecked: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Proves that the contract of a spec folder is sound, or says at which point or by which rule it is not.
 * @throws SuiteError `SPEC_…` where the folder does not hold a contract at all
 */
export function checkSpec(specDir: string, options: SpecCheckOptions = {}): SpecReport {
  return checkLoaded(loadSpec(specDir), options);
}

/** As {@link checkSpec}, of a spec that was loaded before. */
export function checkLoaded(spec: Spec, options: SpecCheckOptions = {}): SpecReport {
  const { ambiguities, sources, profiles } = spec;
  const contract = options.calls === undefined ? spec.contract : onlyAbout(spec.contract, options.calls);
  const uses = new Map<string, RuleUse>();
  const problems: Problem[] = [];
  const dialects = contract.points.find(({ name }) => name === 'dialect')?.values ?? [];
  const enumerated = dialects.map((dialect) => {
    const calls = judgedCalls(contract).map((call) => {
      const proof = new CallProof(contract, call, { dialect });
      proof.prove(uses);
      problems.push(...proof.problems);
      return proof.size;
    });
    return { dialect, profiles: profiles.map(({ name }) => name), calls };
  });
  problems.push(
    ...idleRules(contract, uses),
    ...idleRelations(contract),
    ...(options.calls === undefined ? unsettledAmbiguities(contract, ambiguities) : []),
    ...unquotedRules(contract, sources),
    ...unusableProfiles(contract, profiles),
    ...(options.cases === undefined ? [] : undecidedRules(contract, options.cases)),
  );
  return {
    sound: problems.length === 0,
    version: contract.version,
    hash: contract.hash,
    rules: contract.rules.length,
    relations: contract.relations.length,
    ambiguities: ambiguities.length,
    enumerated,
    casesChecked: options.cases !== undefined,
    problems: distinct(problems),
  };
}

function onlyAbout(contract: Contract, calls: readonly string[]): Contract {
  const about = <T extends Rule | Relation>(rows: readonly T[]): T[] =>
    rows
      .map((row) => ({ ...row, call: row.call.filter((call) => calls.includes(call)) }))
      .filter(({ call }) => call.length > 0);
  return { ...contract, rules: about(contract.rules), relations: about(contract.relations) };
}

/** A problem at a call that is the same in both dialects is reported once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}
