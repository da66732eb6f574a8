// What is asked of adapter and driver before the first case: what they offer, and how their keys can be seen.
import { exitStatus, reasonOf, SuiteError } from '../errors.ts';
import type { Profile } from '../contract/model.ts';
import { resolveBlock } from '../oaep/block.ts';
import { capsBits, channelTypes, guids, sameGuid } from '../windows/guids.ts';
import { describeStatus, isFailure, unsigned32 } from '../windows/hresult.ts';
import { bytesOf } from '../plan/byte-source.ts';
import { Died, Refused, type Bench } from './bench.ts';
import { keyMeans } from './key-oracle.ts';
import type { Survey } from './survey.ts';

type Found = { -readonly [K in keyof Survey]: Survey[K] };

/** Why the driver cannot be tested, as thrown inside the survey. */
class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const keyExchangeNames = [
  ['RSAES_OAEP', guids.KEY_EXCHANGE_RSAES_OAEP],
  ['HW_PROTECTION', guids.KEY_EXCHANGE_HW_PROTECTION],
] as const;

/** Of a driver whose adapter names no form of the entry point. */
export const withoutEntryPoint = 'the driver has no form of the entry point ("dialects" is empty)';

/** More key-exchange types than any driver lists; it bounds the loop against one that lies. */
const mostKeyExchangeTypes = 64;

/**
 * Surveys an implementation.
 * @param profiles all known ones, to find out which a driver answers to that refuses the run's.
 * @throws SuiteError `DRIVER_DIED` where the implementation does not survive being asked.
 */
export async function takeSurvey(bench: Bench, kind: string, profiles: readonly Profile[]): Promise<Survey> {
  const { introduction } = bench.connection;
  const found: Found = {
    adapter: { ...introduction.adapter, kind },
    driver: introduction.driver,
    dialects: introduction.dialects,
    capabilities: introduction.capabilities,
    caps: [],
    blockAlignmentSize: 0,
    keyExchangeTypes: [],
    certificates: {},
    keyOracle: [],
  };
  try {
    const hDevice = await makeDevice(bench);
    await askCaps(bench, hDevice, guids.NULL_GUID, found);
    await findDecodeProfile(bench, hDevice, found);
    if (introduction.dialects.length === 0) throw new NotApplicable(withoutEntryPoint);
  } catch (error) {
    if (error instanceof NotApplicable) return { ...found, notApplicable: error.message };
    if (error instanceof Refused) {
      return { ...found, notApplicable: `the adapter does not offer ${error.method}: ${error.message}` };
    }
    throw deathOf(error);
  }
  try {
    await lookAtCertificates(bench, found);
    await tryChannel(bench, found);
    await findKeyOracle(bench, found);
    await tryNegotiation(bench, found, profiles);
  } catch (error) {
    if (error instanceof NotApplicable) return { ...found, notApplicable: error.message };
    // What died here dies again in its case, and is judged there.
    if (!(error instanceof Died) && !(error instanceof Refused)) throw error;
  }
  return found;
}

function deathOf(error: unknown): unknown {
  if (!(error instanceof Died)) return error;
  const { how, what, stderr } = error.death.died;
  return new SuiteError(
    'DRIVER_DIED',
    `expected answers to the first questions about the driver; got a ${how}: ${what}${stderr === '' ? '' : `\n${stderr}`}`,
    'run `kexcts doctor --adapter …`, which shows the step and the message',
    exitStatus.undecided,
  );
}

async function makeDevice(bench: Bench): Promise<string> {
  const result = await bench.call('CreateDevice', {});
  const hr = unsigned32(Number(result['hr']));
  if (isFailure(hr) || typeof result['hDevice'] !== 'string') {
    const { step } = result;
    const where = typeof step === 'string' ? ` (${step.slice(0, 200)})` : '';
    const what = isFailure(hr) ? where : ', and "hDevice" is the null handle';
    throw new NotApplicable(`CreateDevice returned ${describeStatus(hr)}${what}`);
  }
  await bench.call('DestroyDevice', { hDevice: result['hDevice'] });
  return bench.device('d0');
}

async function askCaps(bench: Bench, hDevice: string, DecodeProfile: string, found: Found): Promise<void> {
  const asked = { hDevice, CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile };
  const caps = await bench.call('GetContentProtectionCaps', asked);
  const hr = unsigned32(Number(caps['hr']));
  if (isFailure(hr)) {
    throw new NotApplicable(`GetContentProtectionCaps returned ${describeStatus(hr)} for AES128_CTR`);
  }
  const bits = unsigned32(Number(caps['Caps'] ?? 0));
  found.caps = Object.entries(capsBits)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name);
  found.blockAlignmentSize = Number(caps['BlockAlignmentSize'] ?? 0);
  found.keyExchangeTypes = await keyExchangeTypes(bench, asked, Number(caps['KeyExchangeTypeCount'] ?? 0));
  if (!found.keyExchangeTypes.includes('RSAES_OAEP')) {
    const listed = found.keyExchangeTypes.length === 0 ? 'none' : found.keyExchangeTypes.join(', ');
    throw new NotApplicable(
      `the driver does not offer the key-exchange type RSAES_OAEP for AES128_CTR (it lists: ${listed})`,
    );
  }
}

async function keyExchangeTypes(
  bench: Bench,
  asked: Readonly<Record<string, string>>,
  count: number,
): Promise<string[]> {
  const names: string[] = [];
  for (let Index = 0; Index < Math.min(count, mostKeyExchangeTypes); Index += 1) {
    const result = await bench.call('GetCryptoKeyExchangeType', { ...asked, Index });
    const type = result['KeyExchangeType'];
    if (isFailure(unsigned32(Number(result['hr']))) || typeof type !== 'string') continue;
    names.push(keyExchangeNames.find(([, guid]) => sameGuid(guid, type))?.[0] ?? type);
  }
  return names;
}

async function findDecodeProfile(bench: Bench, hDevice: string, found: Found): Promise<void> {
  for (const DecodeProfile of bench.connection.introduction.decodeProfiles) {
    const asked = { hDevice, CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile };
    const caps = await bench.call('GetContentProtectionCaps', asked);
    if (isFailure(unsigned32(Number(caps['hr'])))) continue;
    const types = await keyExchangeTypes(bench, asked, Number(caps['KeyExchangeTypeCount'] ?? 0));
    if (!types.includes('RSAES_OAEP')) continue;
    found.decodeProfile = DecodeProfile;
    return;
  }
}

async function lookAtCertificates(bench: Bench, found: Found): Promise<void> {
  const read = await bench.certificate(await bench.device('d0'), 'crypto-session');
  const { container, form, what } = read.seen;
  found.certificates = {
    ...(container === undefined ? {} : { container }),
    ...(form === 'rsa-2048' ? {} : { problem: what ?? form }),
  };
  if (!bench.offers('opm')) return;
  try {
    const opm = await bench.opmCertificate();
    found.certificates = {
      ...found.certificates,
      opmShared: opm.key !== undefined && opm.key.n === read.key?.n,
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** An adapter may have the calls for channels, and a driver none of them. */
async function tryChannel(bench: Bench, found: Found): Promise<void> {
  if (!bench.offers('authenticatedChannel')) return;
  const hDevice = await bench.device('d0');
  try {
    const made = await bench.call('CreateAuthenticatedChannel', {
      hDevice,
      ChannelType: channelTypes.DRIVER_SOFTWARE,
    });
    const { hAuthChannel } = made;
    // A success with the null handle is for the cases to find.
    found.channels = !isFailure(unsigned32(Number(made['hr'])));
    if (typeof hAuthChannel === 'string')
      await bench.call('DestroyAuthenticatedChannel', { hDevice, hAuthChannel });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

async function findKeyOracle(bench: Bench, found: Found): Promise<void> {
  const means = keyMeans(found);
  const oracle: string[] = [];
  if (means.blitBytes !== undefined) oracle.push('blits');
  if (means.hook) oracle.push('test/probeSessionKey');
  if (bench.offers('probeChannelKey')) oracle.push('test/probeChannelKey');
  found.keyOracle = oracle;
  if (!bench.offers('opm')) return;
  const { hProtectedOutput } = await bench.call('OPMCreateProtectedOutput', {});
  if (typeof hProtectedOutput !== 'string') return;
  try {
    await bench.call('test/probeSigningKey', { hProtectedOutput });
    found.keyOracle = [...oracle, 'test/probeSigningKey'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    found.keyOracle = [...oracle, 'OPMGetInformation'];
  }
  await bench.call('OPMDestroyProtectedOutput', { hProtectedOutput });
}

/** Sends valid blocks: is the slot there, is a second key taken, and, where all are refused, to which profile it answers. */
async function tryNegotiation(bench: Bench, found: Found, profiles: readonly Profile[]): Promise<void> {
  const { profile } = bench.settings;
  const hDevice = await bench.device('d0');
  const { key } = await bench.certificate(hDevice, 'crypto-session');
  if (key === undefined) return;
  const send = async (by: Profile, label: string, calls: number): Promise<boolean[]> => {
    const created = await bench.call('CreateCryptoSession', {
      hDevice,
      CryptoType: guids.CRYPTO_TYPE_AES128_CTR,
      DecodeProfile: guids.NULL_GUID,
      KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP,
    });
    const { hCryptoSession } = created;
    if (typeof hCryptoSession !== 'string') return [];
    const taken: boolean[] = [];
    for (let turn = 0; turn < calls; turn += 1) {
      const block = resolveBlock(
        { form: 'oaep', M: bytesOf(`survey key ${turn}`, 16), seed: bytesOf(`survey ${label} ${turn}`, 64) },
        { profile: by, keys: () => key, earlier: () => Buffer.alloc(0) },
      );
      if (block.problem !== undefined) return taken;
      const result = await bench.call('NegotiateCryptoSessionKeyExchange', {
        hDevice,
        hCryptoSession,
        DataSize: block.bytes.length,
        pData: block.bytes.toString('hex'),
        ...(bench.settings.dialect === 'd3d11.1' ? {} : { flags: 0 }),
      });
      taken.push(result['hr'] !== undefined && !isFailure(unsigned32(Number(result['hr']))));
    }
    await bench.call('DestroyCryptoSession', { hDevice, hCryptoSession });
    return taken;
  };
  try {
    const [first, second] = await send(profile, profile.name, 2);
    if (first === true && second !== undefined) found.renegotiates = second;
    if (first !== false) return;
  } catch (error) {
    if (error instanceof Refused && error.code === methodNotFound) {
      throw new NotApplicable(`the entry point is not there: ${error.method}: ${reasonOf(error)}`);
    }
    throw error;
  }
  for (const other of profiles) {
    if (other.name === profile.name) continue;
    const [taken] = await send(other, other.name, 1);
    if (taken === true) {
      found.answersTo = other.name;
      return;
    }
  }
}

/** JSON-RPC: the adapter has no such call. */
const methodNotFound = -32601;
