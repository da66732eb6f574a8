// The counterpart of a defective case: the same calls on the same objects, with nothing wrong. Where it is accepted and the
// case is not, the defect alone made the difference.
import type { Contract } from '../src/1-contract/model.ts';
import { isRandomPiece, type Block, type Message, type Piece } from '../src/ciphertexts/block.ts';
import type { Case } from '../src/steps/case.ts';
import type { DeclaredPoint } from '../src/steps/declared-point.ts';
import type { ChannelNegotiateStep } from '../src/steps/channel-negotiate.ts';
import type { NegotiateStep } from '../src/steps/negotiate.ts';
import type { Recipe, Step } from '../src/steps/recipe.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { sessionKeyFor, seedFor } from '../src/steps/block-to-send.ts';

/** What a block is for: a session or a channel, which take a key; or a protected output, which takes parameters. */
type Purpose = 'key' | 'parameters';

/** Hexadecimal digits of a key or a random number, and of what follows the random number in parameters. */
const keyHex = 32;
const afterRandomHex = 48;

/** The defects that a point declares: its variables of that role that are not normal. */
export function defectsOf(contract: Contract, call: string, point: DeclaredPoint): string[] {
  return contract.points
    .filter((variable) => variable.role === 'defect' && variable.calls.includes(call))
    .filter((variable) => (point[variable.name] ?? variable.normal) !== variable.normal)
    .map((variable) => variable.name);
}

/** Takes every defect back that the points of a case declare; undefined where they declare none. */
export function repair(contract: Contract, planned: Pick<Case, 'recipe' | 'points'>): Recipe | undefined {
  const apart = planned.recipe.certificates === 'apart';
  let at = 0;
  let repaired = 0;
  const repairOne = <S extends Step>(step: S): S => {
    const point = planned.points[at] ?? {};
    at += 1;
    if (defectsOf(contract, step.call, point).length === 0) return step;
    repaired += 1;
    return repairStep(step, apart) as S;
  };
  const steps = planned.recipe.steps.map((step): Step => {
    if (step.call === 'concurrent') return { ...step, steps: step.steps.map(repairOne) };
    if (step.call !== 'repeat') return repairOne(step);
    const point = planned.points[at] ?? {};
    at += 1;
    if (defectsOf(contract, step.step.call, point).length === 0) return step;
    repaired += 1;
    return { ...step, step: repairKeyExchange(step.step, apart) };
  });
  return repaired === 0 ? undefined : { ...planned.recipe, steps };
}

function repairStep(step: Step, apart: boolean): Step {
  switch (step.call) {
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
    case 'NegotiateAuthenticatedChannelKeyExchange':
      return repairKeyExchange(step, apart);
    case 'OPMSetSigningKeyAndSequenceNumbers':
      return { call: step.call, output: step.output, data: repairBlock(step.data, 'parameters', apart) };
    case 'OPMGetCertificate':
      return { call: step.call };
    case 'OPMGetInformation':
      return { call: step.call, output: step.output };
    case 'ConfigureAuthenticatedChannel':
    case 'QueryAuthenticatedChannel':
      return { call: step.call, channel: step.channel, request: step.request };
    default:
      return step;
  }
}

/** What a repaired call does not say: the right values then follow from its objects and its bytes. */
const omittedMembers: ReadonlySet<string> = new Set(['DataSize', 'device', 'flags', 'failAllocation']);

function repairKeyExchange<S extends NegotiateStep | ChannelNegotiateStep>(step: S, apart: boolean): S {
  const remaining = Object.fromEntries(
    Object.entries(step).filter(([name]) => !omittedMembers.has(name)),
  ) as unknown as S;
  return { ...remaining, data: repairBlock(step.data, 'key', apart) };
}

/** A valid block that carries what the defective one did, as far as that is what should be carried. */
function repairBlock(block: Block | null, purpose: Purpose, apart: boolean): Block {
  const key = block !== null && 'key' in block ? block.key : undefined;
  // A public key that is nobody's here, or the other side's where that is another, was the defect.
  const owned = key === undefined || key === 'stranger' || apart ? {} : { key };
  const M = block !== null && 'M' in block ? block.M : sessionKeyFor('repaired');
  const seed = block?.form === 'oaep' ? block.seed : seedFor('repaired');
  const until = block?.form === 'oaep' && block.until !== undefined ? { until: block.until } : {};
  return {
    form: 'oaep',
    M: purpose === 'key' ? repairKey(M) : repairParameters(M),
    seed,
    ...owned,
    ...until,
  };
}

function repairKey(M: Message): Message {
  if (typeof M !== 'string') return sessionKeyFor('repaired');
  return M.length === keyHex ? M : (M + deterministicBytes('repaired', 16)).slice(0, keyHex);
}

/** The random number in front, then a key and sequence numbers, then what stood behind them. */
function repairParameters(M: Message): readonly Piece[] {
  const pieces = typeof M === 'string' ? [M] : M;
  const afterRandom = pieces.filter((piece) => !isRandomPiece(piece)).join('');
  // Where another random number stood in front, it goes.
  const remaining =
    pieces.some(isRandomPiece) || afterRandom.length < keyHex + afterRandomHex
      ? afterRandom
      : afterRandom.slice(keyHex);
  const missing = deterministicBytes('repaired', afterRandomHex / 2).slice(remaining.length);
  return ['$random', remaining + missing];
}
