// Recipe files of the user's, in ./regressions: cases that failed once, sent first in every later run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../1-contract/model.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import type { Case } from '../steps/case.ts';
import { caseId } from '../steps/case.ts';

/** The format of a regression file: a case as it stands in plan.ndjson, with its schema. */
export const regressionSchema = 'kexcts-case/1';

/** Reads one recipe file. @throws SuiteError `REGRESSION_FILE` where it cannot be used. */
export function readCaseFile(path: string, contract: Contract): Case {
  const bad = (what: string): SuiteError =>
    new SuiteError(
      'REGRESSION_FILE',
      `expected a case file at ${path}; ${what}`,
      'see docs/regressions.md, or remove the file',
    );
  let parsed: Partial<Case> & { readonly schema?: string };
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8')) as typeof parsed;
  } catch (error) {
    throw bad(reasonOf(error));
  }
  const { schema, recipe, points, title, property } = parsed;
  if (schema !== regressionSchema)
    throw bad(`its "schema" is ${JSON.stringify(schema)}, not "${regressionSchema}"`);
  if (recipe === undefined || !Array.isArray(recipe.steps) || !Array.isArray(points))
    throw bad('"recipe" or "points" is missing');
  const names = new Set(contract.points.map((variable) => variable.name));
  for (const point of points) {
    for (const name of Object.keys((point as object | null) ?? {}))
      if (!names.has(name)) throw bad(`the contract has no variable "${name}"`);
  }
  const id = caseId(recipe);
  if (parsed.id !== undefined && parsed.id !== id)
    throw bad(`its id is ${parsed.id}, but its recipe has the id ${id}`);
  return { id, kind: 'regression', property: property ?? 'regressions', title: title ?? id, recipe, points };
}

/** The case of each `*.json` of a folder, in the order of their names; none where there is no such folder. */
export function* regressionsIn(folder: string, contract: Contract): Generator<Case> {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  for (const name of files) yield readCaseFile(join(folder, name), contract);
}

/** All {@link regressionsIn} a folder. */
export function loadRegressions(folder: string, contract: Contract): Case[] {
  return [...regressionsIn(folder, contract)];
}
