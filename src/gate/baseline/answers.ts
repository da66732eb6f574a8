// What a case's verdict says of single clauses: how each was broken, and what was seen where it is open.
import { evaluate, fit, matches, type Has } from '../../1-contract/evaluate.ts';
import type { Contract, OutcomeBox, Point, Relation, Rule } from '../../1-contract/model.ts';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { isAcceptable, type AcceptableVerdict, type OpenAnswer, type WrongAnswer } from './baseline.ts';

/** What answers are worked out from. */
export interface AnswerContext {
  readonly contract: Contract;
  /** What rules may need, as the judge had it. */
  readonly has: Has;
}

type JudgedStep = CaseVerdict['steps'][number];

/** The ways in which a case's clauses are broken, each once, in the order of its clauses and steps. */
export function wrongAnswers(context: AnswerContext, verdict: CaseVerdict): WrongAnswer[] {
  const answers: WrongAnswer[] = [];
  for (const { id, verdict: how } of verdict.clauses) {
    if (!isAcceptable(how)) continue;
    const relation = context.contract.relations.find((one) => one.id === id);
    answers.push(
      ...(relation === undefined
        ? brokenRule(context, verdict, id)
        : brokenRelation(context, verdict, relation, how)),
    );
  }
  const ended = verdict.verdict === 'crash' || verdict.verdict === 'timeout';
  if (ended && !answers.some((one) => one.verdict === verdict.verdict)) {
    // The driver ended at a call that is mere preparation, or at the clean-up.
    answers.push({ verdict: verdict.verdict, call: verdict.call ?? '', at: {}, got: {} });
  }
  return distinct(answers);
}

function brokenRule({ contract, has }: AnswerContext, verdict: CaseVerdict, id: string): WrongAnswer[] {
  return verdict.steps.flatMap((step) => {
    const { rules } = evaluate(contract, step.call, step.point, step.got, has);
    const broken = rules.find(({ rule }) => rule.id === id);
    if (broken === undefined || (broken.standing !== 'fail' && broken.standing !== 'warn')) return [];
    return {
      clause: id,
      verdict: broken.standing === 'warn' ? 'warn' : terminationIn(step.got),
      call: step.call,
      at: defectsOf(contract, step.point),
      got: step.got,
    };
  });
}

/** Like the judge: a MUST that is broken by a crash or time-out counts as that. */
function terminationIn(got: OutcomeBox): AcceptableVerdict {
  if (got['return']?.includes('crashed') === true) return 'crash';
  return got['return']?.includes('hung') === true ? 'timeout' : 'fail';
}

function brokenRelation(
  { contract }: AnswerContext,
  verdict: CaseVerdict,
  relation: Relation,
  how: AcceptableVerdict,
): WrongAnswer[] {
  const bare = { clause: relation.id, verdict: how, at: {}, got: {} };
  if (relation.within !== 'run') return [{ ...bare, call: relation.call[0] ?? '' }];
  return verdict.steps
    .filter((step) => takesPart(relation, step))
    .map((step) => ({
      ...bare,
      call: step.call,
      at: defectsOf(contract, step.point),
      got: only(step.got, [relation.observe]),
    }));
}

function takesPart(relation: Relation, { call, point, got }: JudgedStep): boolean {
  return (
    relation.call.includes(call) &&
    matches(relation.when, point) &&
    (relation.given === undefined || fit(relation.given, got) === 'accepted') &&
    got[relation.observe] !== undefined
  );
}

const known = new WeakMap<AnswerContext, WeakMap<CaseVerdict['steps'], readonly OpenAnswer[]>>();

/** What was seen at a case's calls where a clause leaves it open, each once; found once for verdicts that share their steps. */
export function openAnswers(context: AnswerContext, { steps }: CaseVerdict): readonly OpenAnswer[] {
  let inContext = known.get(context);
  if (inContext === undefined) known.set(context, (inContext = new WeakMap()));
  let answers = inContext.get(steps);
  if (answers === undefined) inContext.set(steps, (answers = openAnswersAt(context, steps)));
  return answers;
}

function openAnswersAt({ contract, has }: AnswerContext, steps: CaseVerdict['steps']): OpenAnswer[] {
  const answers: OpenAnswer[] = [];
  for (const { call, point, got } of steps) {
    for (const { rule, standing } of evaluate(contract, call, point, got, has).rules) {
      if (rule.level !== 'OPEN' || (standing !== 'observed' && standing !== 'pass')) continue;
      const constraint = rule.kind === 'constraint';
      answers.push({
        clause: rule.id,
        call,
        at: constraint ? conditionOf(rule, point) : remarkable(contract, point),
        got: constraint ? seenBy(rule, got) : got,
      });
    }
  }
  return distinct(answers);
}

/** Variables that a rule turns on, and how the call ended. */
function seenBy(rule: Rule, got: OutcomeBox): OutcomeBox {
  return only(got, ['return', ...Object.keys(rule.allow), ...Object.keys(rule.given ?? {})]);
}

function only(got: OutcomeBox, names: readonly string[]): OutcomeBox {
  return Object.fromEntries(Object.entries(got).filter(([name]) => names.includes(name)));
}

function defectsOf(contract: Contract, point: Point): Record<string, string> {
  return away(contract, point, (role) => role === 'defect');
}

function remarkable(contract: Contract, point: Point): Record<string, string> {
  return away(contract, point, () => true);
}

/** Variables of a point that are not as usual. */
function away(contract: Contract, point: Point, wanted: (role: string) => boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, role, normal } of contract.points) {
    const value = point[name];
    if (value !== undefined && value !== normal && wanted(role)) found[name] = value;
  }
  return found;
}

function conditionOf(rule: Rule, point: Point): Record<string, string> {
  return Object.fromEntries(Object.keys(rule.when).map((name) => [name, point[name] ?? '']));
}

function distinct<T>(answers: readonly T[]): T[] {
  const known = new Set<string>();
  return answers.filter((answer) => {
    const key = canonicalJson(answer);
    return known.has(key) ? false : known.add(key);
  });
}
