// What is asked of adapter and driver before the first case: what they offer, and how their keys can be seen.
import { exitStatus, reasonOf, SuiteError } from '../core/errors.ts';
import type { Profile } from '../1-contract/model.ts';
import { resolveBlock } from '../ciphertexts/make/block.ts';
import { capsBits, channelTypes, guids, sameGuid } from '../core/windows/guids.ts';
import { describeStatus, isFailure, unsigned32 } from '../core/windows/hresult.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';
import { DriverTerminated, Refused, type DriverSession } from '../steps/driver/driver-session.ts';
import { keyReadMethods } from '../steps/driver/key-reader.ts';
import type { Survey } from '../steps/driver/survey.ts';

type PartialSurvey = { -readonly [K in keyof Survey]: Survey[K] };

/** Why the driver cannot be tested, as thrown inside the survey. */
class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const keyExchangeNames = [
  ['RSAES_OAEP', guids.KEY_EXCHANGE_RSAES_OAEP],
  ['HW_PROTECTION', guids.KEY_EXCHANGE_HW_PROTECTION],
] as const;

/** Of a driver whose adapter names no form of the entry point. */
export const noEntryPointReason = 'the driver has no form of the entry point ("dialects" is empty)';

/** More key-exchange types than any driver lists; it bounds the loop against one that lies. */
const maxKeyExchangeTypes = 64;

/**
 * Surveys an implementation.
 * @param profiles all known ones, to find out which a driver answers to that refuses the run's.
 * @throws SuiteError `DRIVER_DIED` where the implementation does not survive being asked.
 */
export async function takeSurvey(
  driver: DriverSession,
  kind: string,
  profiles: readonly Profile[],
): Promise<Survey> {
  const { introduction } = driver.connection;
  const found: PartialSurvey = {
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
    const hDevice = await makeDevice(driver);
    await queryCaps(driver, hDevice, guids.NULL_GUID, found);
    await findDecodeProfile(driver, hDevice, found);
    if (introduction.dialects.length === 0) throw new NotApplicable(noEntryPointReason);
  } catch (error) {
    if (error instanceof NotApplicable) return { ...found, notApplicable: error.message };
    if (error instanceof Refused) {
      return { ...found, notApplicable: `the adapter does not offer ${error.method}: ${error.message}` };
    }
    throw terminationError(error);
  }
  try {
    await surveyCertificates(driver, found);
    await tryChannel(driver, found);
    await findKeyOracle(driver, found);
    await tryNegotiation(driver, found, profiles);
  } catch (error) {
    if (error instanceof NotApplicable) return { ...found, notApplicable: error.message };
    // A driver that ends here ends again in its case, and is judged there.
    if (!(error instanceof DriverTerminated) && !(error instanceof Refused)) throw error;
  }
  return found;
}

function terminationError(error: unknown): unknown {
  if (!(error instanceof DriverTerminated)) return error;
  const { how, what, stderr } = error.termination.died;
  return new SuiteError(
    'DRIVER_DIED',
    `expected answers to the first questions about the driver; got a ${how}: ${what}${stderr === '' ? '' : `\n${stderr}`}`,
    'run `kexcts doctor --adapter …`, which shows the step and the message',
    exitStatus.undecided,
  );
}

async function makeDevice(driver: DriverSession): Promise<string> {
  const result = await driver.call('CreateDevice', {});
  const hr = unsigned32(Number(result['hr']));
  if (isFailure(hr) || typeof result['hDevice'] !== 'string') {
    const { step } = result;
    const where = typeof step === 'string' ? ` (${step.slice(0, 200)})` : '';
    const what = isFailure(hr) ? where : ', and "hDevice" is the null handle';
    throw new NotApplicable(`CreateDevice returned ${describeStatus(hr)}${what}`);
  }
  await driver.call('DestroyDevice', { hDevice: result['hDevice'] });
  return driver.device('d0');
}

async function queryCaps(
  driver: DriverSession,
  hDevice: string,
  DecodeProfile: string,
  found: PartialSurvey,
): Promise<void> {
  const query = { hDevice, CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile };
  const caps = await driver.call('GetContentProtectionCaps', query);
  const hr = unsigned32(Number(caps['hr']));
  if (isFailure(hr)) {
    throw new NotApplicable(`GetContentProtectionCaps returned ${describeStatus(hr)} for AES128_CTR`);
  }
  const bits = unsigned32(Number(caps['Caps'] ?? 0));
  found.caps = Object.entries(capsBits)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name);
  found.blockAlignmentSize = Number(caps['BlockAlignmentSize'] ?? 0);
  found.keyExchangeTypes = await keyExchangeTypes(driver, query, Number(caps['KeyExchangeTypeCount'] ?? 0));
  if (!found.keyExchangeTypes.includes('RSAES_OAEP')) {
    const listed = found.keyExchangeTypes.length === 0 ? 'none' : found.keyExchangeTypes.join(', ');
    throw new NotApplicable(
      `the driver does not offer the key-exchange type RSAES_OAEP for AES128_CTR (it lists: ${listed})`,
    );
  }
}

async function keyExchangeTypes(
  driver: DriverSession,
  query: Readonly<Record<string, string>>,
  count: number,
): Promise<string[]> {
  const names: string[] = [];
  for (let Index = 0; Index < Math.min(count, maxKeyExchangeTypes); Index += 1) {
    const result = await driver.call('GetCryptoKeyExchangeType', { ...query, Index });
    const type = result['KeyExchangeType'];
    if (isFailure(unsigned32(Number(result['hr']))) || typeof type !== 'string') continue;
    names.push(keyExchangeNames.find(([, guid]) => sameGuid(guid, type))?.[0] ?? type);
  }
  return names;
}

async function findDecodeProfile(
  driver: DriverSession,
  hDevice: string,
  found: PartialSurvey,
): Promise<void> {
  for (const DecodeProfile of driver.connection.introduction.decodeProfiles) {
    const query = { hDevice, CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile };
    const caps = await driver.call('GetContentProtectionCaps', query);
    if (isFailure(unsigned32(Number(caps['hr'])))) continue;
    const types = await keyExchangeTypes(driver, query, Number(caps['KeyExchangeTypeCount'] ?? 0));
    if (!types.includes('RSAES_OAEP')) continue;
    found.decodeProfile = DecodeProfile;
    return;
  }
}

async function surveyCertificates(driver: DriverSession, found: PartialSurvey): Promise<void> {
  const read = await driver.certificate(await driver.device('d0'), 'crypto-session');
  const { container, form, what } = read.seen;
  found.certificates = {
    ...(container === undefined ? {} : { container }),
    ...(form === 'rsa-2048' ? {} : { problem: what ?? form }),
  };
  if (!driver.offers('opm')) return;
  try {
    const opm = await driver.opmCertificate();
    found.certificates = {
      ...found.certificates,
      opmShared: opm.key !== undefined && opm.key.n === read.key?.n,
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** An adapter may have the calls for channels, and a driver none of them. */
async function tryChannel(driver: DriverSession, found: PartialSurvey): Promise<void> {
  if (!driver.offers('authenticatedChannel')) return;
  const hDevice = await driver.device('d0');
  try {
    const made = await driver.call('CreateAuthenticatedChannel', {
      hDevice,
      ChannelType: channelTypes.DRIVER_SOFTWARE,
    });
    const { hAuthChannel } = made;
    // A success with the null handle is for the cases to find.
    found.channels = !isFailure(unsigned32(Number(made['hr'])));
    if (typeof hAuthChannel === 'string')
      await driver.call('DestroyAuthenticatedChannel', { hDevice, hAuthChannel });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

async function findKeyOracle(driver: DriverSession, found: PartialSurvey): Promise<void> {
  const means = keyReadMethods(found);
  const oracle: string[] = [];
  if (means.blitBytes !== undefined) oracle.push('blits');
  if (means.probeSessionKey) oracle.push('test/probeSessionKey');
  if (driver.offers('probeChannelKey')) oracle.push('test/probeChannelKey');
  found.keyOracle = oracle;
  if (!driver.offers('opm')) return;
  const { hProtectedOutput } = await driver.call('OPMCreateProtectedOutput', {});
  if (typeof hProtectedOutput !== 'string') return;
  try {
    await driver.call('test/probeSigningKey', { hProtectedOutput });
    found.keyOracle = [...oracle, 'test/probeSigningKey'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    found.keyOracle = [...oracle, 'OPMGetInformation'];
  }
  await driver.call('OPMDestroyProtectedOutput', { hProtectedOutput });
}

/** Sends valid blocks: is the slot there, is a second key taken, and, where all are refused, to which profile it answers. */
async function tryNegotiation(
  driver: DriverSession,
  found: PartialSurvey,
  profiles: readonly Profile[],
): Promise<void> {
  const { profile } = driver.settings;
  const hDevice = await driver.device('d0');
  const { key } = await driver.certificate(hDevice, 'crypto-session');
  if (key === undefined) return;
  const send = async (by: Profile, label: string, calls: number): Promise<boolean[]> => {
    const created = await driver.call('CreateCryptoSession', {
      hDevice,
      CryptoType: guids.CRYPTO_TYPE_AES128_CTR,
      DecodeProfile: guids.NULL_GUID,
      KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP,
    });
    const { hCryptoSession } = created;
    if (typeof hCryptoSession !== 'string') return [];
    const accepted: boolean[] = [];
    for (let turn = 0; turn < calls; turn += 1) {
      const block = resolveBlock(
        {
          form: 'oaep',
          M: deterministicBytes(`survey key ${turn}`, 16),
          seed: deterministicBytes(`survey ${label} ${turn}`, 64),
        },
        { profile: by, keys: () => key, earlier: () => Buffer.alloc(0) },
      );
      if (block.problem !== undefined) return accepted;
      const result = await driver.call('NegotiateCryptoSessionKeyExchange', {
        hDevice,
        hCryptoSession,
        DataSize: block.bytes.length,
        pData: block.bytes.toString('hex'),
        ...(driver.settings.dialect === 'd3d11.1' ? {} : { flags: 0 }),
      });
      accepted.push(result['hr'] !== undefined && !isFailure(unsigned32(Number(result['hr']))));
    }
    await driver.call('DestroyCryptoSession', { hDevice, hCryptoSession });
    return accepted;
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
    const [accepted] = await send(other, other.name, 1);
    if (accepted === true) {
      found.answersTo = other.name;
      return;
    }
  }
}

/** JSON-RPC: the adapter has no such call. */
const methodNotFound = -32601;
