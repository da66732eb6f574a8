// What the steps of one case share while it is sent.
import type { Block } from '../../ciphertexts/block.ts';
import { resolveBlock, type MadeBlock } from '../../ciphertexts/make/block.ts';
import { present } from '../../core/present.ts';
import type { Params, Result } from '../../core/protocol/adapter.ts';
import { CaseObjects, type CaseObject, type ObjectKind } from './case-objects.ts';
import { PrerequisiteMissing, Refused, handleIn, type DriverSession } from './driver-session.ts';
import { KeyCandidates } from './key-candidates.ts';
import { keyReadMethods, readKey, type KeyReadMethods } from './key-reader.ts';
import { codeOf, observedCall } from './observed-call.ts';
import type { ObservedKey, ObservedStep } from './observed-step.ts';
import { readSigningKey } from './signing-key.ts';
import type { Survey } from './survey.ts';

/** For whose certificate a block is made that says nothing else, and with which random number. */
export interface CertificateOwner {
  readonly certificate: 'crypto-session' | 'opm' | 'channel';
  readonly hDevice: string;
  readonly random?: Buffer;
}

export class SendContext {
  readonly driver: DriverSession;
  readonly survey: Survey;
  readonly keyReadMethods: KeyReadMethods;
  readonly objects = new CaseObjects();
  readonly candidates = new KeyCandidates();
  /** Devices whose certificate was read by a step of the case. */
  readonly certificatesRead = new Set<string>();
  /** Devices on which the certificate of `d0` was taken on trust; they are asked for theirs when all is done. */
  readonly assumedCertificateDevices = new Set<string>();
  /** What each step sent, for `same-as`. */
  private readonly sent = new Map<number, MadeBlock>();
  /** The allocation to fail where a step says `each`. */
  private readonly allocationToFail: number | undefined;

  constructor(driver: DriverSession, survey: Survey, allocationToFail: number | undefined) {
    this.driver = driver;
    this.survey = survey;
    this.keyReadMethods = keyReadMethods(survey);
    this.allocationToFail = allocationToFail;
  }

  /** The handle of a device by its name in the recipe. */
  async device(name: string): Promise<string> {
    if (name === 'd0' || name === 'd1') return this.driver.device(name);
    return this.objects.get(name, 'device').handles.hDevice;
  }

  /** Makes an object; without it no later step can be sent. */
  async create(
    { call, as }: { readonly call: string; readonly as: string },
    params: Params,
    member: string,
    object: (handle: string, result: Result) => CaseObject,
  ): Promise<ObservedStep> {
    const result = await this.driver.call(call, params);
    const observed = observedCall(call, result, codeOf(result));
    const handle = handleIn(result, call, member);
    if (handle === undefined) return observed;
    this.objects.add(as, object(handle, result));
    return { ...observed, keys: await this.readKeys() };
  }

  async destroy(kind: ObjectKind, name: string): Promise<ObservedStep> {
    const { destroyedBy, handles } = this.objects.get(name, kind);
    const result = await this.driver.call(destroyedBy, handles);
    this.objects.remove(name);
    return { ...observedCall(destroyedBy, result, codeOf(result)), keys: await this.readKeys() };
  }

  /** Makes the allocation fail that a step asks for. */
  async failAllocation(wanted: number | 'each' | undefined): Promise<void> {
    const after = wanted === 'each' ? this.allocationToFail : wanted;
    if (after !== undefined) await this.driver.call('test/failAllocation', { after });
  }

  /** The bytes of the block that a step sends. */
  async makeBlock(index: number, block: Block, owner: CertificateOwner): Promise<MadeBlock> {
    const { certificate, hDevice, random } = owner;
    const key = await this.driver.publicKey('key' in block ? block.key : 'own', certificate, hDevice);
    const { profile, resolve = resolveBlock } = this.driver.settings;
    const resolved = resolve(block, {
      profile,
      keys: () => key,
      earlier: (step) => {
        const earlier = this.sent.get(step);
        if (earlier === undefined)
          throw new PrerequisiteMissing(`step ${step} sent nothing that could be sent again`);
        return earlier.bytes;
      },
      ...present({ random }),
    });
    if (resolved.problem !== undefined) throw new PrerequisiteMissing(resolved.problem);
    // The same bytes carry what they carried the first time; changed ones carry what only the recipe's author knows.
    const repeated = block.form === 'same-as' && block.finish === undefined ? this.sent.get(block.step) : {};
    const made = { ...resolved, ...repeated };
    this.sent.set(index, made);
    return made;
  }

  /** Keys in force on every object that can be looked at. */
  async readKeys(): Promise<Record<string, ObservedKey>> {
    const keys: Record<string, ObservedKey> = {};
    for (const [name, object] of this.objects.entries()) {
      const seen = await this.readKeyOf(object);
      if (seen !== undefined) keys[name] = seen;
    }
    return keys;
  }

  private async readKeyOf(object: CaseObject): Promise<ObservedKey | undefined> {
    const { driver, survey, keyReadMethods: means } = this;
    switch (object.kind) {
      case 'device':
        return undefined;
      case 'session': {
        const list = this.candidates.list();
        // Most calls change no key, and the cipher of the last one is at hand.
        const candidates = object.lastKey === undefined ? list : [object.lastKey, ...list];
        const seen = await readKey(driver, means, object.handles, candidates, object.keyed);
        if (typeof seen?.key === 'string' && seen.key !== 'other') object.lastKey = seen.key;
        return seen;
      }
      case 'channel': {
        const { hAuthChannel } = object.handles;
        const offered = survey.capabilities.probeChannelKey === true;
        return offered ? this.probe('test/probeChannelKey', { hAuthChannel }) : undefined;
      }
      case 'output':
        return survey.keyOracle.includes('test/probeSigningKey')
          ? this.probe('test/probeSigningKey', object.handles)
          : readSigningKey(driver, object);
    }
  }

  private async probe(method: string, params: Params): Promise<ObservedKey | undefined> {
    try {
      const { key } = await this.driver.call(method, params);
      return { by: 'hook', key: typeof key === 'string' ? key.toLowerCase() : null };
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }
}
