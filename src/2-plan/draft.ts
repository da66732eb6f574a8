// Building a recipe step by step. The draft keeps track of what it made, so that the point of each call is computed from
// the calls themselves; only what is wrong with a block has to be declared beside it.
import type { Contract } from '../1-contract/model.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Block, Hex } from '../ciphertexts/block.ts';
import type { DeclaredPoint } from '../steps/case.ts';
import type {
  ChannelRequestStep,
  NegotiateStep,
  ObjectName,
  OpmGetInformationStep,
  Recipe,
  Step,
} from '../steps/recipe.ts';
import { partition, tablesOf, type PointTables } from './point-tables.ts';
import {
  modulusLength,
  sentLength,
  messageBytes,
  plaintextText,
  type CallOptions,
  type BlockToSend,
} from './block-to-send.ts';

/** So many crypto sessions and more are `many`: a driver may have no room for another one. */
const manySessionsFrom = 4;

interface SessionState {
  readonly device: ObjectName;
  readonly keyExchange: string;
  readonly decodeProfile: string;
  keyed: boolean;
  /** A call on it was one that must be refused. */
  refused: boolean;
  alive: boolean;
}

interface SentRecord {
  readonly bytes: string;
  readonly object: ObjectName;
  readonly M: string | undefined;
  /** Index of its point. */
  readonly at: number;
}

/** A recipe under construction, with the points of its calls. Every method adds a step and returns the draft. */
export class Draft {
  readonly steps: Step[] = [];
  readonly points: DeclaredPoint[] = [];
  certificates: 'shared' | 'apart' | undefined;
  private readonly tables: PointTables;
  private readonly dialect: Dialect;
  private readonly sessions = new Map<ObjectName, SessionState>();
  private readonly outputs = new Map<ObjectName, { keyed: boolean }>();
  private readonly channels = new Map<ObjectName, ObjectName>();
  private readonly sent: SentRecord[] = [];
  private readonly unreadCertificates = new Set<ObjectName>();
  private rejectedOn: ObjectName | undefined;

  constructor(context: { readonly contract: Contract; readonly dialect: Dialect }) {
    this.tables = tablesOf(context.contract);
    this.dialect = context.dialect;
  }

  recipe(): Recipe {
    return this.certificates === undefined
      ? { steps: this.steps }
      : { steps: this.steps, certificates: this.certificates };
  }

  /** Plans the case only for drivers whose OPM certificate is the session's (`shared`), or is another (`apart`). */
  requireCertificates(certificates: 'shared' | 'apart'): this {
    this.certificates = certificates;
    return this;
  }

  device(as: ObjectName): this {
    this.unreadCertificates.add(as);
    return this.add({ call: 'CreateDevice', as });
  }

  destroyDevice(device: ObjectName): this {
    return this.add({ call: 'DestroyDevice', device });
  }

  session(
    as: ObjectName = 's',
    options: { device?: ObjectName; keyExchange?: 'hw-protection'; decodeProfile?: 'supported' } = {},
  ): this {
    const { device = 'd0', keyExchange, decodeProfile } = options;
    const living = [...this.sessions.values()].filter(({ alive }) => alive).length;
    this.sessions.set(as, {
      device,
      keyExchange: keyExchange ?? 'rsaes-oaep',
      decodeProfile: decodeProfile ?? 'null',
      keyed: false,
      refused: false,
      alive: true,
    });
    return this.add(
      {
        call: 'CreateCryptoSession',
        as,
        device,
        ...(keyExchange === undefined ? {} : { keyExchange }),
        ...(decodeProfile === undefined ? {} : { decodeProfile }),
      },
      this.pointOf('CreateCryptoSession', {
        keyExchange: keyExchange ?? 'rsaes-oaep',
        decodeProfile: decodeProfile ?? 'null',
        ...(living < manySessionsFrom ? {} : { sessions: 'many' }),
      }),
    );
  }

  destroySession(session: ObjectName): this {
    const track = this.sessions.get(session);
    if (track !== undefined) track.alive = false;
    return this.add({ call: 'DestroyCryptoSession', session });
  }

  /** Gives the driver a private key; cases that do this come last in a plan. */
  provisionKey(pkcs8: Hex): this {
    return this.add({ call: 'test/provisionKey', pkcs8 });
  }

  readCertificate(device: ObjectName = 'd0', of: 'crypto-session' | 'channel' = 'crypto-session'): this {
    this.unreadCertificates.delete(device);
    return this.add(
      { call: 'GetCertificate', device, of },
      this.pointOf('GetCertificate', { certificateOf: of }),
    );
  }

  /** The call under test. `data` null is the null pointer. */
  negotiate(session: ObjectName, data: BlockToSend | null, options: CallOptions = {}): this {
    const { step, point } = this.negotiation(session, data, options);
    return this.add(step, point);
  }

  /** Calls sent together (MT alone; adapters that declare `concurrent`). */
  concurrently(calls: readonly { session: ObjectName; data: BlockToSend }[]): this {
    const same = new Set(calls.map((call) => call.session)).size < calls.length;
    const made = calls.map((call, ahead) => this.negotiation(call.session, call.data, { MT: true }, ahead));
    this.steps.push({ call: 'concurrent', steps: made.map((one) => one.step) });
    for (const one of made) {
      this.points.push({ ...one.point, concurrency: same ? 'same-session' : 'other-session' });
    }
    return this;
  }

  /** The same call many times; the seed of an OAEP block counts up. */
  repeat(times: number, session: ObjectName, data: BlockToSend, options: CallOptions = {}): this {
    const { step, point } = this.negotiation(session, data, options);
    this.steps.push({ call: 'repeat', times, step });
    this.points.push('repetition' in point ? { ...point, repetition: 'many' } : point);
    return this;
  }

  startRefresh(session: ObjectName): this {
    return this.add({ call: 'StartSessionKeyRefresh', session }, this.pointOf('StartSessionKeyRefresh', {}));
  }

  finishRefresh(session: ObjectName): this {
    return this.add(
      { call: 'FinishSessionKeyRefresh', session },
      this.pointOf('FinishSessionKeyRefresh', {}),
    );
  }

  readbackKey(session: ObjectName): this {
    return this.add({ call: 'GetEncryptionBltKey', session }, this.pointOf('GetEncryptionBltKey', {}));
  }

  blit(session: ObjectName, bytes: number, contentKey?: Hex): this {
    return this.add({
      call: 'DecryptionBlt',
      session,
      bytes,
      ...(contentKey === undefined ? {} : { contentKey }),
    });
  }

  channel(as: ObjectName, device: ObjectName = 'd0'): this {
    this.channels.set(as, device);
    return this.add({ call: 'CreateAuthenticatedChannel', as, device });
  }

  destroyChannel(channel: ObjectName): this {
    return this.add({ call: 'DestroyAuthenticatedChannel', channel });
  }

  negotiateChannel(channel: ObjectName, data: BlockToSend | null, options: CallOptions = {}): this {
    const { DataSize, device, buffer, failAllocation } = options;
    return this.add(
      {
        call: 'NegotiateAuthenticatedChannelKeyExchange',
        channel,
        data: data === null ? null : data.block,
        ...(DataSize === undefined ? {} : { DataSize }),
        ...(device === undefined ? {} : { device }),
        ...(buffer === undefined ? {} : { buffer }),
        ...(failAllocation === undefined ? {} : { failAllocation }),
      },
      this.pointOf('NegotiateAuthenticatedChannelKeyExchange', {
        ...(device === undefined || device === this.channels.get(channel) ? {} : { device: 'other' }),
        ...this.callPoint(data, options, false),
      }),
    );
  }

  channelRequest(
    channel: ObjectName,
    request: 'INITIALIZE' | 'CHANNEL_TYPE' | 'PROTECTION',
    defect?: ChannelRequestStep['defect'],
    start?: ChannelRequestStep['start'],
    ahead?: number,
  ): this {
    const call = request === 'CHANNEL_TYPE' ? 'QueryAuthenticatedChannel' : 'ConfigureAuthenticatedChannel';
    return this.add(
      {
        call,
        channel,
        request,
        ...(defect === undefined ? {} : { defect }),
        ...(start === undefined ? {} : { start }),
        ...(ahead === undefined ? {} : { ahead }),
      },
      this.pointOf(call, {
        ...(request === 'PROTECTION' ? { configure: 'protection' } : {}),
        ...(defect === undefined ? {} : { channelRequest: defectiveField(defect) }),
      }),
    );
  }

  output(as: ObjectName = 'o'): this {
    this.outputs.set(as, { keyed: false });
    return this.add({ call: 'OPMCreateProtectedOutput', as });
  }

  destroyOutput(output: ObjectName): this {
    this.outputs.delete(output);
    return this.add({ call: 'OPMDestroyProtectedOutput', output });
  }

  opmCertificate(sizeDelta?: number): this {
    return this.add(
      { call: 'OPMGetCertificate', ...(sizeDelta === undefined ? {} : { sizeDelta }) },
      this.pointOf('OPMGetCertificate', {
        certificateOf: 'opm',
        ...(sizeDelta === undefined || sizeDelta === 0 ? {} : { certificateSize: 'too-small' }),
      }),
    );
  }

  randomNumber(output: ObjectName): this {
    return this.add({ call: 'OPMGetRandomNumber', output }, this.pointOf('OPMGetRandomNumber', {}));
  }

  setSigningKey(output: ObjectName, data: BlockToSend, failAllocation?: number | 'each'): this {
    const others = [...this.outputs].some(([name, other]) => name !== output && other.keyed)
      ? { otherObjects: 'output' }
      : [...this.sessions.values()].some((session) => session.keyed && session.alive)
        ? { otherObjects: 'session' }
        : {};
    const block = data.block;
    const shared = 'key' in block && block.key === 'crypto-session' ? { encryptedFor: 'shared' } : {};
    const point = this.pointOf('OPMSetSigningKeyAndSequenceNumbers', {
      ...('M' in block ? { opmMessage: this.partitionOf('opmMessage', messageBytes(block.M)) } : {}),
      ...(failAllocation === undefined ? {} : { memory: 'exhausted' }),
      ...others,
      ...shared,
      ...data.declares,
    });
    const outputState = this.outputs.get(output);
    if (outputState !== undefined) outputState.keyed = true;
    return this.add(
      {
        call: 'OPMSetSigningKeyAndSequenceNumbers',
        output,
        data: block,
        ...(failAllocation === undefined ? {} : { failAllocation }),
      },
      point,
    );
  }

  information(output: ObjectName, defect?: NonNullable<OpmGetInformationStep['defect']>): this {
    return this.add(
      { call: 'OPMGetInformation', output, ...(defect === undefined ? {} : { defect }) },
      this.pointOf('OPMGetInformation', defect === undefined ? {} : { request: defectiveField(defect) }),
    );
  }

  private negotiation(
    session: ObjectName,
    data: BlockToSend | null,
    options: CallOptions,
    ahead = 0,
  ): { step: NegotiateStep; point: DeclaredPoint } {
    const { DataSize, device, flags, buffer, failAllocation, MT = false } = options;
    const call = MT ? 'NegotiateCryptoSessionKeyExchangeMT' : 'NegotiateCryptoSessionKeyExchange';
    const track = this.sessions.get(session);
    if (track === undefined) throw new RangeError(`draft has no session named ${session}`);
    const others = [...this.sessions].filter(
      ([name, other]) => name !== session && other.alive && other.device === track.device,
    );
    const bytes = data === null ? undefined : JSON.stringify(this.original(data.block));
    const earlier = this.sent.filter((one) => one.bytes === bytes);
    const sameObject = earlier.some((one) => one.object === session);
    const destroyed = earlier.some((one) => this.sessions.get(one.object)?.alive === false);
    const point = this.pointOf(call, {
      dialect: this.dialect,
      keyExchange: track.keyExchange,
      decodeProfile: track.decodeProfile,
      ...(this.unreadCertificates.has(track.device) ? { certificateRead: 'never' } : {}),
      ...(earlier.length === 0
        ? {}
        : {
            blockUse: sameObject
              ? 'used-on-this-session'
              : destroyed
                ? 'used-on-destroyed-session'
                : 'used-on-other-session',
          }),
      ...(data !== null && this.keyIsShared(session, data.block) ? { keyUse: 'shared' } : {}),
      ...(others.length === 0
        ? {}
        : { otherSession: others.some(([, other]) => other.keyed) ? 'keyed' : 'idle' }),
      ...(this.rejectedOn === session || (track.refused && !track.keyed)
        ? { previousCall: 'refused-here' }
        : this.rejectedOn === undefined
          ? {}
          : { previousCall: 'refused-elsewhere' }),
      ...(flags === undefined || flags === 0 ? {} : { flags: 'other' }),
      ...(device === undefined || device === track.device ? {} : { device: 'other' }),
      ...this.callPoint(data, options, true),
    });
    const defective = this.tables
      .declaredOf(call)
      .some(({ name, role, normal }) => role === 'defect' && point[name] !== normal);
    this.rejectedOn = defective ? session : undefined;
    if (defective) track.refused = true;
    else track.keyed = true;
    if (data !== null && bytes !== undefined) this.recordSent(session, data.block, bytes, ahead);
    const step: NegotiateStep = {
      call,
      session,
      data: data === null ? null : data.block,
      ...(DataSize === undefined ? {} : { DataSize }),
      ...(device === undefined ? {} : { device }),
      ...(flags === undefined ? {} : { flags }),
      ...(buffer === undefined ? {} : { buffer }),
      ...(failAllocation === undefined ? {} : { failAllocation }),
    };
    return { step, point };
  }

  /** Whether another session of this case was sent the same plaintext under another seed. */
  private keyIsShared(session: ObjectName, block: Block): boolean {
    const M = plaintextText(this.original(block));
    const bytes = JSON.stringify(this.original(block));
    return (
      M !== undefined && this.sent.some((one) => one.object !== session && one.M === M && one.bytes !== bytes)
    );
  }

  /** Records what was sent; where its plaintext went to another session before, that call shares its key too. */
  private recordSent(object: ObjectName, block: Block, bytes: string, ahead: number): void {
    const M = plaintextText(this.original(block));
    for (const one of this.sent) {
      const point = this.points[one.at];
      const shares = one.object !== object && one.M === M && M !== undefined && one.bytes !== bytes;
      if (shares && point !== undefined) this.points[one.at] = { ...point, keyUse: 'shared' };
    }
    this.sent.push({ bytes, object, M, at: this.points.length + ahead });
  }

  /** The block that `same-as` stands for, where nothing was done to its bytes. */
  private original(block: Block): Block {
    if (block.form !== 'same-as' || block.finish !== undefined) return block;
    const step = this.steps[block.step];
    return step !== undefined && 'data' in step && step.data !== null ? this.original(step.data) : block;
  }

  private callPoint(data: BlockToSend | null, options: CallOptions, session: boolean): DeclaredPoint {
    const { DataSize, buffer, failAllocation } = options;
    const block = data === null ? undefined : this.original(data.block);
    const size = DataSize ?? (data === null ? modulusLength : sentLength(data.block));
    return {
      size: this.partitionOf('size', size),
      ...(data === null ? { pointer: 'null' } : {}),
      ...(buffer === undefined
        ? {}
        : { buffer: data !== null && size > sentLength(data.block) ? 'guard-short' : buffer }),
      ...(failAllocation === undefined ? {} : { memory: 'exhausted' }),
      ...(block !== undefined && 'M' in block
        ? { message: this.partitionOf('message', messageBytes(block.M)) }
        : {}),
      ...(session && block !== undefined && 'key' in block && block.key === 'opm'
        ? { encryptedFor: 'shared' }
        : {}),
      ...data?.declares,
    };
  }

  private partitionOf(name: string, bytes: number): string {
    const variable = this.tables.byName.get(name);
    if (variable === undefined) throw new RangeError(`the contract has no variable ${name}`);
    return partition(variable, bytes);
  }

  /** Fills in the normal value of every variable of the call but those of state, which come from what is observed. */
  private pointOf(call: string, remarkable: DeclaredPoint): DeclaredPoint {
    const point: Record<string, string> = {};
    for (const { name, normal } of this.tables.declaredOf(call)) point[name] = remarkable[name] ?? normal;
    return point;
  }

  private add(step: Step, point: DeclaredPoint = this.pointOf(step.call, {})): this {
    this.steps.push(step);
    this.points.push(point);
    return this;
  }
}

/** The part of a request that a defect is in, whichever byte of it. */
function defectiveField(defect: string): string {
  return ['omac', 'sequence', 'too-small'].find((field) => defect.startsWith(field)) ?? defect;
}
