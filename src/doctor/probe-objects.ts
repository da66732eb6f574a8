// What the steps share: the driver's objects and certificates, made when first needed and again after a restart.
import type { X509Certificate } from 'node:crypto';
import { CertificateError } from '../ciphertexts/certificate/certificate-error.ts';
import { readChain } from '../ciphertexts/certificate/chain.ts';
import { noEntryPointReason } from '../3-observe/take-survey.ts';
import type { Capabilities, FlagCapability, Params, Result } from '../core/protocol/adapter.ts';
import { fromHex } from '../core/hex.ts';
import { capsBits, certificateTypes, guids, sameGuid, type CapsBit } from '../core/windows/guids.ts';
import { describeStatus, isFailure } from '../core/windows/hresult.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotOffered, NotTried, Wrong } from './step.ts';
import { blockBytes, validBlock } from './valid-block.ts';

/** The crypto type that every step uses, without a decode profile. */
export const cryptoType = { CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile: guids.NULL_GUID };
/** More key-exchange types than any driver lists; it bounds the loop for a wrong count. */
const mostKeyExchangeTypes = 64;

/** The key that the doctor exchanges. */
export const sessionKey: Buffer = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

export interface Session {
  readonly hDevice: string;
  readonly hCryptoSession: string;
}

export interface Caps {
  readonly Caps: number;
  readonly KeyExchangeTypeCount: number;
  readonly BlockAlignmentSize: number;
}

/** The value of a status in a checked result. */
export function codeOf(result: Result): number {
  return Number(result['hr'] ?? result['status']);
}

/** The handle in a checked result. @throws NotTried where the driver failed. @throws Wrong where it did not, and there is none. */
export function handleOf(result: Result, method: string, member: string): string {
  if (isFailure(codeOf(result))) throw new NotTried(`${method} returned ${describeStatus(codeOf(result))}`);
  const handle = result[member];
  if (typeof handle !== 'string') {
    throw new Wrong(
      `${method} returned ${describeStatus(codeOf(result))}, and "${member}" is the null handle`,
    );
  }
  return handle;
}

export class ProbeObjects {
  readonly probe: AdapterProbe;
  #madeIn = 0;
  #device: string | undefined;
  #caps: Caps | undefined;
  #leaf: X509Certificate | undefined;

  constructor(probe: AdapterProbe) {
    this.probe = probe;
  }

  /** Discards what an earlier start of the adapter made. */
  async #refresh(): Promise<void> {
    await this.probe.connection();
    if (this.#madeIn === this.probe.starts) return;
    this.#madeIn = this.probe.starts;
    this.#device = undefined;
    this.#caps = undefined;
    this.#leaf = undefined;
  }

  async capabilities(): Promise<Capabilities> {
    return (await this.probe.introduction()).capabilities;
  }

  /** @throws NotOffered where the adapter does not claim the capability, or the driver lacks the cap. */
  async demand(capability: FlagCapability | undefined, cap?: CapsBit): Promise<void> {
    if (capability !== undefined && (await this.capabilities())[capability] !== true) {
      throw new NotOffered(`the adapter does not claim "${capability}"`);
    }
    if (cap !== undefined && ((await this.caps()).Caps & capsBits[cap]) === 0) {
      throw new NotOffered(`the driver does not have the cap ${cap}`);
    }
  }

  async newDevice(): Promise<string> {
    return handleOf(await this.probe.ask('CreateDevice', {}), 'CreateDevice', 'hDevice');
  }

  /** A device that stays. */
  async device(): Promise<string> {
    await this.#refresh();
    this.#device ??= await this.newDevice();
    return this.#device;
  }

  async caps(): Promise<Caps> {
    const hDevice = await this.device();
    this.#caps ??= await this.askCaps({ hDevice, ...cryptoType });
    return this.#caps;
  }

  async askCaps(params: Params): Promise<Caps> {
    const result = await this.probe.ask('GetContentProtectionCaps', params);
    if (isFailure(codeOf(result))) {
      throw new NotTried(`GetContentProtectionCaps returned ${describeStatus(codeOf(result))}`);
    }
    return {
      Caps: Number(result['Caps']),
      KeyExchangeTypeCount: Number(result['KeyExchangeTypeCount']),
      BlockAlignmentSize: Number(result['BlockAlignmentSize']),
    };
  }

  async keyExchangeTypes(): Promise<string[]> {
    const hDevice = await this.device();
    const count = Math.min((await this.caps()).KeyExchangeTypeCount, mostKeyExchangeTypes);
    const types: string[] = [];
    for (let Index = 0; Index < count; Index++) {
      const result = await this.probe.ask('GetCryptoKeyExchangeType', { hDevice, ...cryptoType, Index });
      if (!isFailure(codeOf(result))) types.push(String(result['KeyExchangeType']));
    }
    return types;
  }

  /** A fresh session that exchanges keys by RSAES-OAEP. */
  async session(): Promise<Session> {
    const hDevice = await this.device();
    const types = await this.keyExchangeTypes();
    if (!types.some((type) => sameGuid(type, guids.KEY_EXCHANGE_RSAES_OAEP))) {
      throw new NotTried('the driver does not list RSAES_OAEP among its key-exchange types');
    }
    const KeyExchangeType = guids.KEY_EXCHANGE_RSAES_OAEP;
    const result = await this.probe.ask('CreateCryptoSession', { hDevice, ...cryptoType, KeyExchangeType });
    return { hDevice, hCryptoSession: handleOf(result, 'CreateCryptoSession', 'hCryptoSession') };
  }

  /** Reads a certificate, in both calls. */
  async certificate(selector: Params, hDevice: string): Promise<Buffer> {
    const size = await this.probe.ask('GetCertificateSize', { hDevice, ...selector });
    const CertificateSize = Number(size['CertificateSize']);
    const read = await this.probe.ask('GetCertificate', { hDevice, ...selector, CertificateSize });
    return fromHex(String(read['Certificate']));
  }

  /** The certificate that session keys are encrypted for. */
  async leaf(): Promise<X509Certificate> {
    const hDevice = await this.device();
    this.#leaf ??= leafOf(await this.certificate(sessionCertificate, hDevice));
    return this.#leaf;
  }

  /** A block that carries {@link sessionKey}, in hexadecimal. */
  async block(): Promise<string> {
    return validBlock(await this.leaf(), sessionKey).toString('hex');
  }

  /** A session that was given {@link sessionKey}. @throws NotTried where the driver refused it. */
  async keyedSession(): Promise<Session> {
    const session = await this.session();
    const result = await this.negotiate({ ...session, DataSize: blockBytes, pData: await this.block() });
    if (isFailure(codeOf(result))) {
      throw new NotTried(`a valid block was refused: ${describeStatus(codeOf(result))}`);
    }
    return session;
  }

  /** Negotiates in the form that the driver has. */
  async negotiate(params: Params): Promise<Result> {
    return this.probe.ask('NegotiateCryptoSessionKeyExchange', { ...params, ...(await this.form()) });
  }

  /** Parameters that choose the form of the entry point. @throws NotOffered where the driver has none. */
  async form(): Promise<Params> {
    const { dialects } = await this.probe.introduction();
    if (dialects.includes('d3d11.1')) return {};
    if (dialects.includes('wddm2.4')) return { flags: 0 };
    this.probe.lacks ??= noEntryPointReason;
    throw new NotOffered(noEntryPointReason);
  }
}

/** The certificate that serves sessions of AES128_CTR. */
export const sessionCertificate: Params = {
  CertificateType: certificateTypes.CRYPTO_SESSION,
  CryptoSessionType: guids.CRYPTO_TYPE_AES128_CTR,
};

/** The leaf of a chain. @throws NotTried where the bytes hold none with an RSA-2048 key. */
export function leafOf(bytes: Buffer): X509Certificate {
  try {
    const chain = readChain(bytes);
    if (chain.form === 'rsa-2048') return chain.leaf;
    throw new NotTried(`the certificate holds ${chain.what}`);
  } catch (thrown) {
    if (thrown instanceof CertificateError)
      throw new NotTried(`the certificate cannot be read: ${thrown.message}`);
    throw thrown;
  }
}
