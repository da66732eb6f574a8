// A started implementation made ready for cases: two devices, its certificates, and calls whose answers are sorted.
import { describeCertificate } from '../../ciphertexts/certificate/describe.ts';
import type { Profile } from '../../1-contract/model.ts';
import type { BlockResolver } from '../../ciphertexts/make/block-cache.ts';
import { publicKeyOf, type PublicKey } from '../../ciphertexts/make/rsa-public.ts';
import { unrelatedKey } from '../../ciphertexts/make/unrelated-key.ts';
import type { Adapter, Answer, Connection, Params, Result } from '../../core/protocol/adapter.ts';
import { fromHex, isHex } from '../../core/hex.ts';
import type { KeyReference } from '../../ciphertexts/block.ts';
import { certificateTypes, channelTypes, guids } from '../../core/windows/guids.ts';
import { describeStatus, isFailure, unsigned32 } from '../../core/windows/hresult.ts';
import type { ObservedStep, ObservedKey } from './observed-step.ts';
import type { Survey } from './survey.ts';

/** How an implementation ended during a call. */
export interface Termination {
  readonly died: NonNullable<ObservedStep['died']>;
  readonly fault?: NonNullable<ObservedStep['fault']>;
}

/** How the implementation ended according to an answer; undefined where it still runs. */
export function terminationOf(answer: Answer): Termination | undefined {
  switch (answer.kind) {
    case 'result':
    case 'refused':
      return undefined;
    case 'timeout':
      return {
        died: { how: 'timeout', what: `no answer within ${answer.afterMs} ms`, stderr: answer.stderr },
      };
    case 'violation':
      return { died: { how: 'violation', what: answer.what, stderr: answer.stderr } };
    case 'crash':
      return {
        died: { how: 'crash', what: answer.what, stderr: answer.stderr },
        ...(answer.fault === undefined ? {} : { fault: answer.fault }),
      };
  }
}

/** Thrown where the connection ended during a call; the current case ends with it. */
export class DriverTerminated extends Error {
  override readonly name = 'DriverTerminated';
  readonly termination: Termination;
  constructor(termination: Termination) {
    super(termination.died.what);
    this.termination = termination;
  }
}

/** Thrown where the adapter answered that it could not do a call. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: number;
  readonly method: string;
  constructor(method: string, code: number, message: string) {
    super(message);
    this.code = code;
    this.method = method;
  }
}

/** Thrown where a case needs something that this driver turned out not to have. */
export class PrerequisiteMissing extends Error {
  override readonly name = 'PrerequisiteMissing';
}

/** What a certificate read gave. */
export interface CertificateRead {
  readonly bytes: Buffer;
  readonly seen: NonNullable<ObservedStep['certificate']>;
  readonly key?: PublicKey;
  /** The answer of the call that read it. */
  readonly answer?: Result;
}

/** Settings of a run that reach the driver. */
export interface DriverSessionSettings {
  readonly profile: Profile;
  readonly dialect: string;
  /** Makes the bytes of blocks; absent: each time anew. It cannot be sent to a thread. */
  readonly resolve?: BlockResolver;
  /** Reads the key of a session in place of blits; absent, or where it returns nothing: blits. It cannot be sent to a thread. */
  readonly look?: KeyReader;
}

/** Returns which key is in force on a session: one of the candidates, or another. */
export type KeyReader = (
  driver: DriverSession,
  hCryptoSession: string,
  candidates: readonly string[],
) => Promise<ObservedKey | undefined>;

export class DriverSession {
  readonly connection: Connection;
  readonly settings: DriverSessionSettings;
  private readonly devices = new Map<string, string>();
  private readonly certificates = new Map<string, CertificateRead>();
  private ivCount = 0n;
  /** It died during a call; nothing more comes from it. */
  terminated = false;

  private constructor(connection: Connection, settings: DriverSessionSettings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * Starts an implementation.
   * @throws SuiteError where it does not start or introduces itself unusably.
   */
  static async open(adapter: Adapter, settings: DriverSessionSettings): Promise<DriverSession> {
    return new DriverSession(await adapter.start(), settings);
  }

  /** On a connection that is open already. */
  static on(connection: Connection, settings: DriverSessionSettings): DriverSession {
    return new DriverSession(connection, settings);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /**
   * Makes a call and returns its result.
   * @throws Died where the implementation crashed, hung or broke the protocol; Refused where the adapter cannot do it.
   */
  async call(method: string, params: Params): Promise<Result> {
    const answer = await this.connection.call(method, params);
    const termination = terminationOf(answer);
    if (termination !== undefined) {
      this.terminated = true;
      throw new DriverTerminated(termination);
    }
    if (answer.kind === 'refused') throw new Refused(method, answer.code, answer.message);
    return answer.kind === 'result' ? answer.result : {};
  }

  /** The handle of a worker's device, made when it is first asked for. */
  async device(name: 'd0' | 'd1'): Promise<string> {
    const known = this.devices.get(name);
    if (known !== undefined) return known;
    const handle = handleIn(await this.call('CreateDevice', {}), 'CreateDevice', 'hDevice');
    if (handle === undefined) throw new PrerequisiteMissing('the driver made no device');
    this.devices.set(name, handle);
    return handle;
  }

  /** Reads a device's certificate, in two calls. */
  async readCertificate(hDevice: string, of: 'crypto-session' | 'channel'): Promise<CertificateRead> {
    const selector =
      of === 'channel'
        ? {
            CertificateType: certificateTypes.AUTHENTICATED_CHANNEL,
            ChannelType: channelTypes.DRIVER_SOFTWARE,
          }
        : {
            CertificateType: certificateTypes.CRYPTO_SESSION,
            CryptoSessionType: guids.CRYPTO_TYPE_AES128_CTR,
          };
    const size = await this.call('GetCertificateSize', { hDevice, ...selector });
    const CertificateSize = Number(size['CertificateSize'] ?? 0);
    if (CertificateSize === 0) return this.certificateOf(Buffer.alloc(0));
    const read = await this.call('GetCertificate', { hDevice, ...selector, CertificateSize });
    return { ...this.certificateOf(bytesIn(read['Certificate'])), answer: read };
  }

  /** Gives the driver a private key: from now on its certificates are others. */
  async provisionKey(pkcs8: string): Promise<void> {
    this.certificates.clear();
    await this.call('test/provisionKey', { pkcs8 });
  }

  /** Sorts bytes that were read as a certificate. */
  certificateOf(bytes: Buffer): CertificateRead {
    const { sha256, ...described } = describeCertificate(bytes);
    const { chain } = described;
    return {
      bytes,
      seen: {
        form: chain?.form === 'rsa-2048' && chain.padding > 0 ? 'trailing' : described.form,
        sha256,
        ...(described.container === undefined
          ? {}
          : { container: described.container === 'der' ? 'single' : described.container }),
        ...(described.what === undefined ? {} : { what: described.what }),
      },
      ...(chain?.form === 'rsa-2048' ? { key: publicKeyOf(chain.publicKey) } : {}),
    };
  }

  /** The certificate of a device, read once. */
  async certificate(hDevice: string, of: 'crypto-session' | 'channel'): Promise<CertificateRead> {
    const name = `${of}/${hDevice}`;
    let read = this.certificates.get(name);
    if (read === undefined) this.certificates.set(name, (read = await this.readCertificate(hDevice, of)));
    return read;
  }

  /** OPM's certificate, which belongs to the adapter; read once. */
  async opmCertificate(): Promise<CertificateRead> {
    let read = this.certificates.get('opm');
    if (read === undefined) {
      const CertificateType = certificateTypes.OPM;
      const size = await this.call('OPMGetCertificateSize', { CertificateType });
      const CertificateSize = Number(size['CertificateSize'] ?? 0);
      const answer = await this.call('OPMGetCertificate', { CertificateType, CertificateSize });
      read = this.certificateOf(bytesIn(answer['Certificate']));
      this.certificates.set('opm', read);
    }
    return read;
  }

  /** The public key that a block for this object is made with. */
  async publicKey(
    reference: KeyReference,
    own: 'crypto-session' | 'opm' | 'channel',
    hDevice: string,
  ): Promise<PublicKey> {
    const whose = reference === 'own' ? own : reference;
    if (whose === 'stranger') return unrelatedKey();
    const read = whose === 'opm' ? await this.opmCertificate() : await this.certificate(hDevice, whose);
    if (read.key === undefined) {
      throw new PrerequisiteMissing(
        `no RSA-2048 key could be read from the ${whose} certificate: ${read.seen.what ?? read.seen.form}`,
      );
    }
    return read.key;
  }

  /** Lets IVs go on from this count of blocks, which must be none that a key has seen. */
  ivsFrom(count: bigint): void {
    this.ivCount = count;
  }

  /** An IV for the caller's side of a blit: 8 bytes of IV and 8 of block count, big-endian; it rises under every key. */
  nextIv(blocks: number, count = 0n): Buffer {
    const iv = Buffer.alloc(16);
    iv.writeBigUInt64BE(0x6b65786374730001n + this.ivCount, 0);
    iv.writeBigUInt64BE(count, 8);
    this.ivCount += BigInt(Math.max(1, blocks));
    return iv;
  }

  /** Which of a survey's facts came from this connection's introduction. */
  offers(capability: keyof Survey['capabilities']): boolean {
    return this.connection.introduction.capabilities[capability] === true;
  }
}

/**
 * The handle that a call made; undefined where it failed.
 * @throws Refused on a success with the null handle: without the object nothing that follows can be judged.
 */
export function handleIn(result: Result, method: string, member: string): string | undefined {
  const code = unsigned32(Number(result['hr'] ?? result['status']));
  if (isFailure(code)) return undefined;
  const handle = result[member];
  if (typeof handle === 'string') return handle;
  throw new Refused(method, -32000, `it answered ${describeStatus(code)} with the null handle`);
}

/** Bytes of a result's member; none where it is missing or malformed (the supervisor checks the protocol). */
export function bytesIn(value: unknown): Buffer {
  return isHex(value) ? fromHex(value) : Buffer.alloc(0);
}
