// The counterpart of a defective case: the same calls on the same objects, with nothing wrong. Where it is accepted and the
// case is not, the defect alone made the difference.
import type { Contract } from '../contract/model.ts';
import { isRandomPiece, type Block, type Message, type Piece } from '../recipe/block.ts';
import type { Case, DeclaredPoint } from '../recipe/case.ts';
import type { ChannelNegotiateStep, NegotiateStep, Recipe, Step } from '../recipe/recipe.ts';
import { bytesOf } from './byte-source.ts';
import { keyOf, seedOf } from './sent.ts';

/** What a block is for: a session or a channel, which take a key; or a protected output, which takes parameters. */
type Purpose = 'key' | 'parameters';

/** Hexadecimal digits of a key or a random number, and of what follows the random number in parameters. */
const keyHex = 32;
const behindRandomHex = 48;

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
  const once = <S extends Step>(step: S): S => {
    const point = planned.points[at] ?? {};
    at += 1;
    if (defectsOf(contract, step.call, point).length === 0) return step;
    repaired += 1;
    return repairStep(step, apart) as S;
  };
  const steps = planned.recipe.steps.map((step): Step => {
    if (step.call === 'concurrent') return { ...step, steps: step.steps.map(once) };
    if (step.call !== 'repeat') return once(step);
    const point = planned.points[at] ?? {};
    at += 1;
    if (defectsOf(contract, step.step.call, point).length === 0) return step;
    repaired += 1;
    return { ...step, step: repairSending(step.step, apart) };
  });
  return repaired === 0 ? undefined : { ...planned.recipe, steps };
}

function repairStep(step: Step, apart: boolean): Step {
  switch (step.call) {
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
    case 'NegotiateAuthenticatedChannelKeyExchange':
      return repairSending(step, apart);
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
const takenBack: ReadonlySet<string> = new Set(['DataSize', 'device', 'flags', 'failAllocation']);

function repairSending<S extends NegotiateStep | ChannelNegotiateStep>(step: S, apart: boolean): S {
  const kept = Object.fromEntries(
    Object.entries(step).filter(([name]) => !takenBack.has(name)),
  ) as unknown as S;
  return { ...kept, data: repairBlock(step.data, 'key', apart) };
}

/** A valid block that carries what the defective one did, as far as that is what should be carried. */
function repairBlock(block: Block | null, purpose: Purpose, apart: boolean): Block {
  const key = block !== null && 'key' in block ? block.key : undefined;
  // A public key that is nobody's here, or the other side's where that is another, was the defect.
  const owned = key === undefined || key === 'stranger' || apart ? {} : { key };
  const M = block !== null && 'M' in block ? block.M : keyOf('repaired');
  const seed = block?.form === 'oaep' ? block.seed : seedOf('repaired');
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
  if (typeof M !== 'string') return keyOf('repaired');
  return M.length === keyHex ? M : (M + bytesOf('repaired', 16)).slice(0, keyHex);
}

/** The random number in front, then a key and sequence numbers, then what stood behind them. */
function repairParameters(M: Message): readonly Piece[] {
  const pieces = typeof M === 'string' ? [M] : M;
  const behind = pieces.filter((piece) => !isRandomPiece(piece)).join('');
  // Where another random number stood in front, it goes.
  const kept =
    pieces.some(isRandomPiece) || behind.length < keyHex + behindRandomHex ? behind : behind.slice(keyHex);
  const missing = bytesOf('repaired', behindRandomHex / 2).slice(kept.length);
  return ['$random', kept + missing];
}
