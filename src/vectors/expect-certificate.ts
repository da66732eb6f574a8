// What the contract says of a certificate that was read: whether that outcome is allowed, by which clauses.
import { allowedBy, applicable, ruleFit, type JudgedLevel } from '../1-contract/evaluate.ts';
import type { Contract, OutcomeBox, Rule } from '../1-contract/model.ts';
import { normalPoint } from '../1-contract/variables.ts';
import type { VectorResult } from './format.ts';

const call = 'GetCertificate';

/** Result and clauses for an outcome of GetCertificate for crypto sessions. */
export function expectedCertificate(
  contract: Contract,
  outcome: { readonly certificate: string; readonly container?: string },
): { readonly result: VectorResult; readonly clauses: readonly string[] } {
  const rules = applicable(contract, call, normalPoint(contract, call));
  const seen: OutcomeBox = { certificate: [outcome.certificate] };
  const breaks = (level: JudgedLevel): boolean => {
    const { branches, constraints } = allowedBy(rules, level);
    const rejects = (rule: Rule): boolean => ruleFit(rule, seen) === 'rejected';
    return constraints.some(rejects) || branches.every((branch) => branch.rules.some(rejects));
  };
  return {
    result: breaks('MUST') ? 'invalid' : breaks('SHOULD') ? 'acceptable' : 'valid',
    clauses: rules
      .filter((rule) => rule.allow['certificate'] !== undefined)
      .map((rule) => rule.id)
      .sort(),
  };
}
