// Building a recipe step by step: what each call's point is follows from the calls before it; only what is wrong with a block has
// to be declared beside it.
import type { Block, Hex } from '../ciphertexts/block.ts';
import { present } from '../core/present.ts';
import { declaredOf, type BlockToSend, type CallOptions } from '../steps/block-to-send.ts';
import type { ChannelRequestStep } from '../steps/channel-request.ts';
import type { CreateCryptoSessionStep } from '../steps/crypto-session.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import { DraftState, type DraftContext } from '../steps/draft-state.ts';
import type { NegotiateStep } from '../steps/negotiate.ts';
import type { OpmGetInformationStep } from '../steps/opm-information.ts';
import type { Recipe, Step } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';

/** A recipe under construction, with the points of its calls. Every method adds a step and returns the draft. */
export class Draft {
  readonly steps: Step[] = [];
  readonly points: readonly DeclaredPoint[];
  private readonly state: DraftState;
  private certificates: Recipe['certificates'];

  constructor(context: DraftContext) {
    this.state = new DraftState(context);
    this.points = this.state.points;
  }

  recipe(): Recipe {
    return { steps: this.steps, ...present({ certificates: this.certificates }) };
  }

  /** Plans the case only for drivers whose OPM certificate is the session's (`shared`), or is another (`apart`). */
  requireCertificates(certificates: Recipe['certificates']): this {
    this.certificates = certificates;
    return this;
  }

  /**
   * Adds any step.
   * @param declared for each of its calls what is declared of the bytes.
   * @throws RangeError where it cannot be said what the call is made on.
   */
  add(step: Step, ...declared: readonly DeclaredPoint[]): this {
    const { state } = this;
    const points = kindOf(step).points?.(state, step, declared) ?? [state.pointOf(step.call)];
    this.steps.push(step);
    state.steps.push(step);
    state.points.push(...points);
    return this;
  }

  device(as: string): this {
    return this.add({ call: 'CreateDevice', as });
  }

  destroyDevice(device: string): this {
    return this.add({ call: 'DestroyDevice', device });
  }

  session(
    as = 's',
    options: Partial<Pick<CreateCryptoSessionStep, 'device' | 'keyExchange' | 'decodeProfile'>> = {},
  ): this {
    return this.add({ call: 'CreateCryptoSession', as, device: 'd0', ...options });
  }

  destroySession(session: string): this {
    return this.add({ call: 'DestroyCryptoSession', session });
  }

  /** Gives the driver a private key; cases that do this come last in a plan. */
  provisionKey(pkcs8: Hex): this {
    return this.add({ call: 'test/provisionKey', pkcs8 });
  }

  readCertificate(device = 'd0', of: 'crypto-session' | 'channel' = 'crypto-session'): this {
    return this.add({ call: 'GetCertificate', device, of });
  }

  /** The call under test. `data` null is the null pointer. */
  negotiate(session: string, data: BlockToSend | null, options: CallOptions = {}): this {
    return this.add(negotiation(session, data?.block ?? null, options), data?.declares ?? {});
  }

  /** Calls sent together (MT alone; adapters that declare `concurrent`). */
  concurrently(calls: readonly { session: string; data: BlockToSend }[]): this {
    const steps = calls.map(({ session, data }) => negotiation(session, data.block, { MT: true }));
    return this.add({ call: 'concurrent', steps }, ...calls.map(({ data }) => data.declares));
  }

  /** The same call many times; the seed of an OAEP block counts up. */
  repeat(times: number, session: string, { block, declares }: BlockToSend, options: CallOptions = {}): this {
    return this.add({ call: 'repeat', times, step: negotiation(session, block, options) }, declares);
  }

  startRefresh(session: string): this {
    return this.add({ call: 'StartSessionKeyRefresh', session });
  }

  finishRefresh(session: string): this {
    return this.add({ call: 'FinishSessionKeyRefresh', session });
  }

  readbackKey(session: string): this {
    return this.add({ call: 'GetEncryptionBltKey', session });
  }

  blit(session: string, bytes: number, contentKey?: Hex): this {
    return this.add({ call: 'DecryptionBlt', session, bytes, ...present({ contentKey }) });
  }

  channel(as: string, device = 'd0'): this {
    return this.add({ call: 'CreateAuthenticatedChannel', as, device });
  }

  destroyChannel(channel: string): this {
    return this.add({ call: 'DestroyAuthenticatedChannel', channel });
  }

  negotiateChannel(
    channel: string,
    data: BlockToSend | null,
    options: Omit<CallOptions, 'flags' | 'MT'> = {},
  ): this {
    const call = 'NegotiateAuthenticatedChannelKeyExchange';
    return this.add(
      { call, channel, data: data?.block ?? null, ...optionsInOrder(options) },
      data?.declares ?? {},
    );
  }

  channelRequest(
    channel: string,
    request: ChannelRequestStep['request'],
    defect?: ChannelRequestStep['defect'],
    start?: ChannelRequestStep['start'],
    ahead?: number,
  ): this {
    const call = request === 'CHANNEL_TYPE' ? 'QueryAuthenticatedChannel' : 'ConfigureAuthenticatedChannel';
    return this.add({ call, channel, request, ...present({ defect, start, ahead }) });
  }

  output(as = 'o'): this {
    return this.add({ call: 'OPMCreateProtectedOutput', as });
  }

  destroyOutput(output: string): this {
    return this.add({ call: 'OPMDestroyProtectedOutput', output });
  }

  opmCertificate(sizeDelta?: number): this {
    return this.add({ call: 'OPMGetCertificate', ...present({ sizeDelta }) });
  }

  randomNumber(output: string): this {
    return this.add({ call: 'OPMGetRandomNumber', output });
  }

  setSigningKey(
    output: string,
    { block: data, declares }: BlockToSend,
    failAllocation?: number | 'each',
  ): this {
    const call = 'OPMSetSigningKeyAndSequenceNumbers';
    return this.add({ call, output, data, ...present({ failAllocation }) }, declares);
  }

  information(output: string, defect?: OpmGetInformationStep['defect']): this {
    return this.add({ call: 'OPMGetInformation', output, ...present({ defect }) });
  }
}

function negotiation(session: string, data: Block | null, options: CallOptions): NegotiateStep {
  const MT = options.MT === true;
  const call = MT ? 'NegotiateCryptoSessionKeyExchangeMT' : 'NegotiateCryptoSessionKeyExchange';
  return { call, session, data, ...optionsInOrder(options) };
}

/** Recipes that ask the same are found by their text. */
function optionsInOrder({ DataSize, device, flags, buffer, failAllocation }: CallOptions) {
  return present({ DataSize, device, flags, buffer, failAllocation });
}

/** A step, with the point that it had. */
export interface StepWithPoint {
  readonly step: Step;
  readonly point: DeclaredPoint | null;
}

/**
 * A draft made again from steps.
 * @throws RangeError where a step uses an object that no step before it made.
 */
export function draftFromSteps(context: DraftContext, steps: readonly StepWithPoint[]): Draft {
  const draft = new Draft(context);
  for (const { step, point } of steps) draft.add(step, declaredOf(point));
  return draft;
}
