// `kexcts explain ID`: a clause or a case in plain words.
import { properties } from '../../properties/all.ts';
import { resolve } from 'node:path';
import { allowedBy, applicable } from '../1-contract/evaluate.ts';
import { explainClause } from '../1-contract/explain.ts';
import type { Contract } from '../1-contract/model.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { faultsThatBreak } from '../mutation/breaking.ts';
import { expectedOutcomes } from '../4-judge/judge-case.ts';
import { flattenSteps, sentStep } from '../steps/recipe.ts';
import { outcomeText } from '../4-judge/finding-text.ts';
import type { Case } from '../steps/case.ts';
import { describeStep } from '../steps/step-kinds.ts';
import { findCases } from '../suite/find-cases.ts';
import { loadRegressions } from '../suite/regressions.ts';
import { loadSpec, type RunOptions } from './run-options.ts';

export function explainCommand(id: string, options: RunOptions): ExitStatus {
  const { contract, profile } = loadSpec(options.spec, options.profile);
  const known = [...contract.rules, ...contract.relations].some(
    (rule) => rule.id.toLowerCase() === id.toLowerCase(),
  );
  if (known) {
    const faults = faultsThatBreak(resolve(options.spec));
    const evidence = faults === undefined ? {} : { faults };
    process.stdout.write(explainClause(resolve(options.spec), id, evidence));
    return exitStatus.holds;
  }
  const dialect = options.dialect ?? 'd3d11.1';
  const facts = { level: options.level, seed: options.seed, dialect, profile: profile.name };
  const regressions = loadRegressions('regressions', contract);
  for (const planned of findCases([id], { properties, contract, profile, facts, regressions })) {
    process.stdout.write(`${explainCase(contract, planned).join('\n')}\n`);
  }
  return exitStatus.holds;
}

function explainCase(contract: Contract, planned: Case): string[] {
  const lines = [
    `case ${planned.id}: ${planned.title}`,
    `from properties/${planned.property}.ts, kind ${planned.kind}`,
    '',
  ];
  for (const [index, step] of flattenSteps(planned.recipe).entries()) {
    lines.push(`${index}. ${describeStep(step)}`);
    const declared = planned.points[index];
    if (declared === null || declared === undefined) continue;
    const { call } = sentStep(step);
    const point: Record<string, string> = { ...declared };
    for (const variable of contract.points) {
      if (variable.role === 'state' && variable.calls.includes(call)) point[variable.name] = variable.normal;
    }
    const remarkable = contract.points
      .filter((variable) => point[variable.name] !== undefined && point[variable.name] !== variable.normal)
      .map((variable) => `${variable.name}=${point[variable.name] ?? ''}`);
    if (remarkable.length > 0) lines.push(`   remarkable: ${remarkable.join(', ')}`);
    const rules = applicable(contract, call, point);
    const ways = expectedOutcomes(allowedBy(rules, 'SHOULD')).map(outcomeText);
    if (ways.length > 0) lines.push(`   expected:   ${ways.join(' — or — ')}`);
    if (rules.length > 0) lines.push(`   clauses:    ${rules.map((rule) => rule.id).join(', ')}`);
  }
  return lines;
}
