// One step of a recipe as calls of the protocol. Each kind of object has its own file; this one makes and destroys them.
import { guids, channelTypes } from '../core/windows/guids.ts';
import { unsigned32 } from '../core/windows/hresult.ts';
import type { Step } from '../steps/recipe.ts';
import { PrerequisiteMissing, bytesIn, handleIn } from '../steps/driver/driver-session.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { sharedResultMembers } from '../steps/driver/shared-result-members.ts';
import { readKeys } from '../steps/driver/read-keys.ts';
import { deviceHandle, type SendContext } from '../steps/driver/send-context.ts';
import { sendChannelNegotiation, sendChannelRequest } from './send-channel.ts';
import { sendConcurrent, sendNegotiation, sendRepeated } from './send-negotiation.ts';
import { sendInformation, sendOpmCertificate, sendRandomNumber, sendSigningKey } from './send-opm.ts';
import { sendBlit, sendSessionStep } from './send-session.ts';

/** What a step gave; without `goOn` the steps behind it have nothing to stand on. */
export interface StepResult {
  readonly observed: readonly ObservedStep[];
  readonly goOn: boolean;
}

const done = (observed: ObservedStep): StepResult => ({ observed: [observed], goOn: true });

/** What came before stands, and is judged. */
const notSent = ({ call }: Step, why: string): StepResult => ({
  observed: [{ call, notSent: why }],
  goOn: false,
});

/** Sends one step. */
export async function sendStep(context: SendContext, index: number, step: Step): Promise<StepResult> {
  const { driver, objects } = context;
  switch (step.call) {
    case 'CreateDevice': {
      const result = await driver.call('CreateDevice', {});
      const handle = handleIn(result, 'CreateDevice', 'hDevice');
      if (handle === undefined) throw new PrerequisiteMissing('the driver made no further device');
      objects.add(step.as, { kind: 'device', handle });
      return done({ call: step.call, ...sharedResultMembers(result) });
    }
    case 'DestroyDevice': {
      const hDevice = await deviceHandle(context, step.device);
      const result = await driver.call('DestroyDevice', { hDevice });
      objects.remove(step.device);
      return done({ call: step.call, ...sharedResultMembers(result) });
    }
    case 'CreateCryptoSession': {
      const hDevice = await deviceHandle(context, step.device);
      const profile = step.decodeProfile === 'supported' ? context.survey.decodeProfile : guids.NULL_GUID;
      const result = await driver.call('CreateCryptoSession', {
        hDevice,
        CryptoType: guids.CRYPTO_TYPE_AES128_CTR,
        DecodeProfile: profile ?? guids.NULL_GUID,
        KeyExchangeType:
          step.keyExchange === 'hw-protection'
            ? guids.KEY_EXCHANGE_HW_PROTECTION
            : guids.KEY_EXCHANGE_RSAES_OAEP,
      });
      const hr = unsigned32(Number(result['hr']));
      const handle = handleIn(result, step.call, 'hCryptoSession');
      const made = handle !== undefined;
      if (made) objects.add(step.as, { kind: 'session', handle, hDevice, keyed: false });
      const keys = made ? { keys: await readKeys(context) } : {};
      return { observed: [{ call: step.call, hr, ...sharedResultMembers(result), ...keys }], goOn: made };
    }
    case 'DestroyCryptoSession': {
      const session = objects.get(step.session, 'session');
      if (session === undefined) throw new PrerequisiteMissing(`there is no session "${step.session}"`);
      const result = await driver.call('DestroyCryptoSession', {
        hDevice: session.hDevice,
        hCryptoSession: session.handle,
      });
      objects.remove(step.session);
      return done({ call: step.call, ...sharedResultMembers(result), keys: await readKeys(context) });
    }
    case 'GetCertificate': {
      const hDevice = await deviceHandle(context, step.device);
      context.certificatesRead.add(hDevice);
      const { seen, answer } = await driver.readCertificate(hDevice, step.of);
      return done({
        call: step.call,
        ...sharedResultMembers(answer ?? {}),
        certificate: seen,
        keys: await readKeys(context),
      });
    }
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
      return done(await sendNegotiation(context, index, step));
    case 'test/provisionKey':
      await driver.provisionKey(step.pkcs8);
      return done({ call: step.call });
    case 'repeat':
      return done(await sendRepeated(context, index, step));
    case 'concurrent':
      return { observed: await sendConcurrent(context, index, step), goOn: true };
    case 'StartSessionKeyRefresh':
    case 'FinishSessionKeyRefresh':
    case 'GetEncryptionBltKey':
      // What they do on a session without a key is not documented, so a driver that refused the block is not asked.
      if (objects.get(step.session, 'session')?.keyed === false)
        return notSent(step, 'the session has no key');
      return done(await sendSessionStep(context, step));
    case 'DecryptionBlt': {
      const observed = await sendBlit(context, step);
      return observed === undefined ? notSent(step, 'the key in force is not known') : done(observed);
    }
    case 'CreateAuthenticatedChannel': {
      const hDevice = await deviceHandle(context, step.device);
      const result = await driver.call(step.call, { hDevice, ChannelType: channelTypes.DRIVER_SOFTWARE });
      const handle = handleIn(result, step.call, 'hAuthChannel');
      const hr = unsigned32(Number(result['hr']));
      const made = handle !== undefined;
      if (made) {
        const hChannel = bytesIn(result['hChannel']);
        objects.add(step.as, {
          kind: 'channel',
          handle,
          hDevice,
          hChannel,
          sequence: { configure: 199, query: 99 },
          lastAccepted: {},
        });
      }
      const keys = made ? { keys: await readKeys(context) } : {};
      return { observed: [{ call: step.call, hr, ...sharedResultMembers(result), ...keys }], goOn: made };
    }
    case 'DestroyAuthenticatedChannel': {
      const channel = objects.get(step.channel, 'channel');
      if (channel === undefined) throw new PrerequisiteMissing(`there is no channel "${step.channel}"`);
      const result = await driver.call(step.call, { hDevice: channel.hDevice, hAuthChannel: channel.handle });
      objects.remove(step.channel);
      return done({ call: step.call, ...sharedResultMembers(result), keys: await readKeys(context) });
    }
    case 'NegotiateAuthenticatedChannelKeyExchange':
      return done(await sendChannelNegotiation(context, index, step));
    case 'ConfigureAuthenticatedChannel':
    case 'QueryAuthenticatedChannel':
      return done(await sendChannelRequest(context, step));
    case 'OPMCreateProtectedOutput': {
      const result = await driver.call(step.call, {});
      const status = unsigned32(Number(result['status']));
      const handle = handleIn(result, step.call, 'hProtectedOutput');
      const made = handle !== undefined;
      if (made) objects.add(step.as, { kind: 'output', handle });
      const keys = made ? { keys: await readKeys(context) } : {};
      return { observed: [{ call: step.call, status, ...sharedResultMembers(result), ...keys }], goOn: made };
    }
    case 'OPMDestroyProtectedOutput': {
      const output = objects.get(step.output, 'output');
      if (output === undefined)
        throw new PrerequisiteMissing(`there is no protected output "${step.output}"`);
      const result = await driver.call(step.call, { hProtectedOutput: output.handle });
      objects.remove(step.output);
      return done({
        call: step.call,
        status: unsigned32(Number(result['status'])),
        ...sharedResultMembers(result),
        keys: await readKeys(context),
      });
    }
    case 'OPMGetRandomNumber':
      return done(await sendRandomNumber(context, step.output));
    case 'OPMGetCertificate':
      return done(await sendOpmCertificate(context, step.sizeDelta ?? 0));
    case 'OPMSetSigningKeyAndSequenceNumbers':
      return done(await sendSigningKey(context, index, step));
    case 'OPMGetInformation':
      return done(await sendInformation(context, step));
    default: {
      const unknown: never = step;
      throw new PrerequisiteMissing(`unknown step ${JSON.stringify(unknown)}`);
    }
  }
}
