// What the contract says of a vector: its result, the codes that are allowed, and the clauses it touches. Nothing of it is
// written by hand: with another contract come other vectors.
import { allowedBy, applicable, covers, type Allowed, type JudgedLevel } from '../1-contract/evaluate.ts';
import type { Contract, Point, Rule } from '../1-contract/model.ts';
import { normalPoint } from '../1-contract/variables.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import type { AllowedCodes, VectorResult } from './format.ts';

export interface ExpectedExchange {
  readonly result: VectorResult;
  readonly allowed: AllowedCodes;
  readonly clauses: readonly string[];
  /** Values of the outcome variable `key` that are right where the call succeeds; absent: any. */
  readonly keys?: readonly string[];
}

/** Every code, as two groups by severity. */
const anyCode = ['success', 'failure'] as const;

/** The names that both lists allow. */
function commonCodes(a: readonly string[], b: readonly string[]): string[] {
  const both = [
    ...a.filter((one) => b.some((other) => covers(other, one))),
    ...b.filter((one) => a.some((other) => covers(other, one))),
  ];
  return [...new Set(both)];
}

function allowedCodes({ branches, constraints }: Allowed, variable: string): string[] {
  const always = constraints.filter((rule) => rule.given === undefined && rule.allow[variable] !== undefined);
  const codes = branches.flatMap(({ rules }) =>
    [...rules.filter((rule) => rule.given === undefined), ...always].reduce<readonly string[]>(
      (left, rule) => commonCodes(left, rule.allow[variable] ?? anyCode),
      anyCode,
    ),
  );
  return [...new Set(codes)].sort();
}

function vectorResult(codes: readonly string[]): VectorResult {
  const succeeds = codes.some((code) => covers('success', code));
  const fails = codes.some((code) => covers('failure', code));
  return succeeds && fails ? 'acceptable' : succeeds ? 'valid' : 'invalid';
}

/** Rules on the key that is in force after a success. */
function constrainsKey(rule: Rule, variable: string): boolean {
  const given = rule.given?.[variable];
  return (
    rule.kind === 'constraint' &&
    rule.allow['key'] !== undefined &&
    given !== undefined &&
    given.every((code) => covers('success', code))
  );
}

/** What decides here: the reasons to leave the course, or the course; and what a success must have done. */
function decidingClauses(rules: readonly Rule[], variable: string): string[] {
  const causes = rules.filter((rule) => rule.kind === 'cause');
  const decide = causes.length > 0 ? causes : rules.filter((rule) => rule.kind === 'course');
  const refusesAlways = decide.some(
    (rule) => rule.kind === 'cause' && rule.level === 'MUST' && rule.allow[variable] !== undefined,
  );
  const keys = refusesAlways ? [] : rules.filter((rule) => constrainsKey(rule, variable));
  return [...decide, ...keys].map((rule) => rule.id).sort();
}

/**
 * What is expected of a call at a point.
 * @param declared variables of the point; those of state, and what is missing, have their normal values
 */
export function expectedExchange(
  contract: Contract,
  call: string,
  declared: DeclaredPoint,
): ExpectedExchange {
  const point: Point = { ...normalPoint(contract, call), ...declared };
  const rules = applicable(contract, call, point);
  const variable = contract.outcomes.some((one) => one.name === 'hr' && one.calls.includes(call))
    ? 'hr'
    : 'status';
  const at = (level: JudgedLevel): string[] => allowedCodes(allowedBy(rules, level), variable);
  const must = at('MUST');
  const keys = rules
    .filter((rule) => constrainsKey(rule, variable))
    .reduce<readonly string[] | undefined>((left, rule) => {
      const allowed = rule.allow['key'] ?? [];
      return left === undefined ? allowed : left.filter((one) => allowed.includes(one));
    }, undefined);
  return {
    result: vectorResult(must),
    allowed: { must, should: at('SHOULD') },
    clauses: decidingClauses(rules, variable),
    ...(keys === undefined ? {} : { keys }),
  };
}

/** The variables of a point that are away from normal. */
export function abnormalVariables(contract: Contract, call: string, declared: DeclaredPoint): DeclaredPoint {
  const normal = normalPoint(contract, call);
  return Object.fromEntries(Object.entries(declared).filter(([name, value]) => normal[name] !== value));
}
