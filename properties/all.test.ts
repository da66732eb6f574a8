import { describe, expect, test } from 'vitest';
import { matches } from '../src/1-contract/evaluate.ts';
import { flattenSteps, sentStep } from '../src/steps/recipe.ts';
import { sentLength } from '../src/steps/block-to-send.ts';
import { plan } from '../src/2-plan/plan.ts';
import { contextOf, contract, withBound } from '../src/2-plan/plan-context.test-support.ts';
import { planLevels, type PlanContext, type PlanLevel } from '../src/2-plan/property.ts';
import { defectsOf } from './repair.test-support.ts';
import { dialects, type Dialect } from '../src/core/protocol/adapter.ts';
import type { Block } from '../src/ciphertexts/block.ts';
import type { Case } from '../src/steps/case.ts';
import type { Step } from '../src/steps/recipe.ts';
import { properties } from './all.ts';
import { caseId } from '../src/steps/case.ts';

/** A case as a property made it. */
interface Made extends Case {
  readonly level: PlanLevel;
}

const made = new Map<string, readonly Made[]>();

function* allCases(context: PlanContext): Generator<Made> {
  for (const property of properties) {
    for (const { kind, level, title, draft } of property.cases(context)) {
      const recipe = draft.recipe();
      yield { id: caseId(recipe), kind, property: property.name, title, recipe, points: draft.points, level };
    }
  }
}

/** What the properties make of a level, made once. */
function casesOf(level: PlanLevel, dialect: Dialect = 'd3d11.1'): readonly Made[] {
  const name = `${level} ${dialect}`;
  let cases = made.get(name);
  if (cases === undefined) made.set(name, (cases = [...allCases(contextOf(level, dialect))]));
  return cases;
}

/** The calls of a case with their points: inner steps of `concurrent` and `repeat` are steps of theirs. */
function* callsOf(one: Case): Generator<{ step: Step; point: Readonly<Record<string, string>> }> {
  for (const [at, step] of flattenSteps(one.recipe).entries()) {
    yield { step: sentStep(step), point: one.points[at] ?? {} };
  }
}

const combinations = dialects.flatMap((dialect) => planLevels.map((level) => [level, dialect] as const));

describe.each(combinations)('level %s, dialect %s', (level, dialect) => {
  test('no property makes a case twice, or one that another has made', () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const { id, property, title, kind } of casesOf(level, dialect)) {
      const before = seen.get(id);
      // Vectors are made from cases, and the plan leaves out what it has.
      if (before !== undefined && kind !== 'random' && property !== 'vectors')
        twice.push(`${property}: ${title} = ${before}`);
      seen.set(id, `${property}: ${title}`);
    }
    expect(twice).toEqual([]);
  });

  test('properties make only what the level holds', () => {
    const wanted = planLevels.indexOf(level);
    const above = casesOf(level, dialect).filter((one) => planLevels.indexOf(one.level) > wanted);
    expect(above.map((one) => one.title)).toEqual([]);
  });

  test('points are complete, and every value is one of the contract', () => {
    const wrong: string[] = [];
    for (const one of casesOf(level, dialect)) {
      for (const { step, point } of callsOf(one)) {
        for (const variable of contract.points) {
          if (!variable.calls.includes(step.call) || variable.role === 'state') continue;
          const value = point[variable.name];
          if (value === undefined || !variable.values.includes(value))
            wrong.push(`${one.title}: ${variable.name} ${value}`);
        }
        const known = contract.points
          .filter((variable) => variable.calls.includes(step.call))
          .map((one_) => one_.name);
        for (const name of Object.keys(point))
          if (!known.includes(name)) wrong.push(`${one.title}: ${step.call} has no ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no point is one that the contract calls impossible', () => {
    const wrong: string[] = [];
    for (const one of casesOf(level, dialect)) {
      for (const { step, point } of callsOf(one)) {
        for (const row of contract.impossible) {
          if (!row.call.includes('*') && !row.call.includes(step.call)) continue;
          if (matches(row.when, point)) wrong.push(`${one.title}: ${row.why}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('each call has one defect at most, unless the case is about two', () => {
    const wrong: string[] = [];
    for (const one of casesOf(level, dialect)) {
      const counts = [...callsOf(one)].map(({ step, point }) => defectsOf(contract, step.call, point).length);
      const most = Math.max(0, ...counts);
      if (one.kind === 'precedence' ? most !== 2 : most > 1) wrong.push(`${one.kind}: ${one.title}`);
    }
    expect(wrong).toEqual([]);
  });

  test('what is wrong with a block is wrong with one that carries a whole key, or whole parameters', () => {
    const wrong: string[] = [];
    for (const one of casesOf(level, dialect)) {
      if (one.kind === 'precedence') continue;
      for (const { step, point } of callsOf(one)) {
        if (!('data' in step) || step.data === null || !('M' in step.data)) continue;
        const { M } = step.data;
        const bytes = typeof M === 'string' ? M.length / 2 : undefined;
        if ((point['encoding'] ?? 'valid') === 'valid' && (point['integer'] ?? 'below-n') === 'below-n')
          continue;
        if (step.call === 'OPMSetSigningKeyAndSequenceNumbers' ? bytes !== undefined : bytes !== 16)
          wrong.push(one.title);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('DataSize keeps to the protocol', () => {
    const wrong = casesOf(level, dialect).flatMap((one) =>
      breachesOf(one).map((breach) => `${one.title}: ${breach}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no block is sent to a session that would read it as pointers', () => {
    for (const one of casesOf(level, dialect)) {
      const hardware = new Set<string>();
      for (const { step } of callsOf(one)) {
        if (step.call === 'CreateCryptoSession' && step.keyExchange === 'hw-protection')
          hardware.add(step.as);
        if ('session' in step && 'data' in step) expect(hardware.has(step.session), one.title).toBe(false);
      }
    }
  });

  test('only what the dialect has is called', () => {
    for (const one of casesOf(level, dialect)) {
      for (const { step } of callsOf(one)) {
        const five = step.call.endsWith('MT') || 'flags' in step;
        if (dialect === 'd3d11.1') expect(five, one.title).toBe(false);
      }
    }
  });

  test('a higher level holds the cases of the lower ones', () => {
    const here = new Set(casesOf(level, dialect).map((one) => one.id));
    for (const lower of planLevels.slice(0, planLevels.indexOf(level))) {
      const missing = casesOf(lower, dialect).filter((one) => !here.has(one.id));
      expect(missing.map((one) => one.title)).toEqual([]);
    }
  });

  test('titles are one line, and no two non-random cases of a property have the same', () => {
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (const one of casesOf(level, dialect)) {
      if (one.title.includes('\n') || one.title.length > 400 || /undefined|NaN|\[object/.test(one.title))
        wrong.push(one.title);
      if (one.kind === 'random') continue;
      if (seen.has(`${one.property}: ${one.title}`)) wrong.push(`twice: ${one.property}: ${one.title}`);
      seen.add(`${one.property}: ${one.title}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Where a case breaks the adapter protocol, section 4. */
function breachesOf(one: Case): string[] {
  const breaches: string[] = [];
  const steps = one.recipe.steps;
  const bytesOf = (block: Block): number => {
    const source = block.form === 'same-as' ? steps[block.step] : undefined;
    if (block.form !== 'same-as') return sentLength(block);
    if (block.finish !== undefined || source === undefined || !('data' in source) || source.data === null)
      return 256;
    return bytesOf(source.data);
  };
  for (const { step } of callsOf(one)) {
    if (!('data' in step) || step.data === null || step.call === 'OPMSetSigningKeyAndSequenceNumbers')
      continue;
    const bytes = bytesOf(step.data);
    const size = step.DataSize ?? bytes;
    if (size > bytes && step.buffer !== 'guard-after')
      breaches.push(`DataSize ${size} with ${bytes} bytes, unguarded`);
    if (size === 256 && bytes < 256) breaches.push(`DataSize 256 with ${bytes} bytes`);
    if (size < 0 || size > 0xffffffff || !Number.isInteger(size)) breaches.push(`DataSize ${size}`);
    if (bytes > 100_000) breaches.push(`${bytes} bytes`);
  }
  return breaches;
}

describe('sizes of the levels', () => {
  test.each([
    ['smoke', 90, 180],
    ['gate', 900, 1900],
    ['full', 8000, 20_000],
  ] as const)('%s', (level, least, most) => {
    for (const dialect of dialects) {
      expect(casesOf(level, dialect).length).toBeGreaterThanOrEqual(least);
      expect(casesOf(level, dialect).length).toBeLessThanOrEqual(most);
    }
  });

  test('every property has its part of every level that it takes part in', () => {
    for (const property of properties) {
      const at = (level: PlanLevel): number =>
        casesOf(level, 'wddm2.4').filter((one) => one.property === property.name).length;
      expect(at('gate'), property.name).toBeGreaterThanOrEqual(at('smoke'));
      expect(at('full'), property.name).toBeGreaterThanOrEqual(Math.max(1, at('gate')));
    }
  });
});

describe('the plan follows from its context alone', () => {
  const ids = (context: PlanContext): string[] => plan(properties, context).cases.map((one) => one.id);

  test('twice the same', () => {
    expect(ids(contextOf('gate', 'wddm2.4'))).toEqual(ids(contextOf('gate', 'wddm2.4')));
  });

  test('another seed changes the random cases, and no other', () => {
    const [first, second] = [1, 2].map((seed) => [...allCases(contextOf('gate', 'd3d11.1', { seed }))]);
    const fixed = (cases: readonly Case[] = []): string[] =>
      cases.filter((one) => one.property !== 'random').map((one) => one.id);
    const drawn = (cases: readonly Case[] = []): string[] =>
      cases.filter((one) => one.property === 'random').map((one) => one.id);
    expect(fixed(first)).toEqual(fixed(second));
    expect(drawn(first).filter((id) => drawn(second).includes(id))).toEqual([]);
    expect(drawn(first).length).toBeGreaterThan(50);
  });

  test.each(['oaep-sha256', 'oaep-sha1'])('profile %s', (profile) => {
    for (const level of planLevels) {
      const { cases } = plan(properties, contextOf(level, 'd3d11.1', { profile }));
      expect(cases.length).toBeGreaterThan(casesOf(level).length / 2);
    }
  });

  test.each([1, 255, 257, 300, 512])('a contract with the bound %i for DataSize', (bound) => {
    const changed = withBound(bound);
    const { cases } = plan(properties, contextOf('gate', 'wddm2.4', { contract: changed }));
    const wrong = cases.flatMap((one) => breachesOf(one).map((breach) => `${one.title}: ${breach}`));
    expect(wrong).toEqual([]);
  });
});

test('the clauses that properties name are clauses of the contract', () => {
  const known = [...contract.rules, ...contract.relations].map((one) => one.id);
  for (const property of properties) {
    for (const glob of property.clauses) {
      const pattern = new RegExp(`^${glob.replaceAll('*', '.*')}$`);
      expect(
        known.some((id) => pattern.test(id)),
        `${property.name}: ${glob}`,
      ).toBe(true);
    }
  }
});

test('no property states a code', async () => {
  const { readFileSync, readdirSync } = await import('node:fs');
  for (const file of readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))) {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    expect(text.match(/\b(E_[A-Z]+|S_OK|S_FALSE|STATUS_[A-Z_]+)\b/g), file).toBeNull();
  }
});
