// One finding as the page shows it: its four parts, the block drawn, the calls before it, what the driver printed.
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { Observation } from '../../steps/observation.ts';
import type { ObservedStep } from '../../steps/driver/observed-step.ts';
import type { Block } from '../../ciphertexts/block.ts';
import type { Case } from '../../steps/case.ts';
import { describeStep } from '../../steps/step-kinds.ts';
import type { Step } from '../../steps/recipe.ts';
import { describeStatus } from '../../core/windows/hresult.ts';
import { drawBlock } from '../block-drawing.ts';
import { driverStderr } from '../driver-stderr.ts';
import { clausesAtIssue, fourParts, nameLimit, partLimit } from '../finding-text.ts';
import type { ReportInput } from '../input.ts';
import { plainText } from '../../core/plain-text.ts';
import { factsOf } from '../run-facts.ts';
import type { PageFinding, PageStep } from './page-data.ts';
import { flattenSteps, sentStep } from '../../steps/recipe.ts';

/** Makes a finding of report.json ready for the page. */
export function findingOnPage(finding: CaseVerdict, input: ReportInput): PageFinding {
  const planned = input.cases?.get(finding.case);
  const observed = observedSteps(input.observations?.get(finding.case));
  const block = blockOf(finding, planned, observed, input);
  return {
    case: finding.case,
    kind: finding.kind,
    property: plainText(finding.property, nameLimit),
    title: plainText(finding.title, nameLimit),
    verdict: finding.verdict,
    clauses: clausesAtIssue(finding),
    parts: fourParts(finding),
    ...(block === undefined ? {} : { block }),
    steps: stepsOf(finding, planned, observed),
    point: factsOf(finding.point),
    stderr: driverStderr(input, finding.case),
    ...(finding.baseline === undefined ? {} : { baseline: plainText(finding.baseline, nameLimit) }),
  };
}

/** The steps of the pass that ended the case: sweeps over allocations have several. */
function observedSteps(observation: Observation | undefined): readonly ObservedStep[] {
  return observation?.passes.at(-1)?.steps ?? [];
}

function stepsOf(
  finding: CaseVerdict,
  planned: Case | undefined,
  observed: readonly ObservedStep[],
): PageStep[] {
  return flattenSteps(planned?.recipe).map((step, index): PageStep => {
    const got = observed[index] === undefined ? undefined : outcomeOf(observed[index]);
    return {
      text: plainText(describeStep(step), partLimit),
      ...(got === undefined ? {} : { got }),
      decides: index === finding.step,
    };
  });
}

function outcomeOf({ hr, status, refused, died, fault }: ObservedStep): string | undefined {
  if (died !== undefined) return plainText(`${died.how}: ${died.what}`, partLimit);
  if (fault !== undefined)
    return plainText(`access violation: ${fault.access} at ${fault.offset ?? 'unknown'}`, nameLimit);
  if (refused !== undefined)
    return plainText(`refused by the adapter (${refused.code}): ${refused.message}`, partLimit);
  const code = hr ?? status;
  return code === undefined ? undefined : describeStatus(code);
}

/** The block of the deciding step, else of the last step that sends one. */
function blockOf(
  finding: CaseVerdict,
  planned: Case | undefined,
  observed: readonly ObservedStep[],
  input: ReportInput,
): PageFinding['block'] {
  if (input.profile === undefined) return undefined;
  const steps = flattenSteps(planned?.recipe);
  const last = finding.step ?? steps.length - 1;
  for (let index = last; index >= 0; index -= 1) {
    const block = dataOf(steps[index]);
    if (block === undefined) continue;
    if (block === null) return { title: 'pData is the null pointer', rows: [] };
    const drawn = drawBlock(block, {
      profile: input.profile,
      sent: observed[index]?.sent?.pData ?? undefined,
      dataSize: observed[index]?.sent?.DataSize,
    });
    return index === last ? drawn : { ...drawn, title: `Step ${index + 1}: ${drawn.title}` };
  }
  return undefined;
}

function dataOf(step: Step | undefined): Block | null | undefined {
  const sent = step && sentStep(step);
  return sent !== undefined && 'data' in sent ? sent.data : undefined;
}
