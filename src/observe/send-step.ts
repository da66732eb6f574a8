// One step of a recipe as calls of the protocol. Each kind of object has its own file; this one makes and destroys them.
import { guids, channelTypes } from '../windows/guids.ts';
import { unsigned32 } from '../windows/hresult.ts';
import type { Step } from '../recipe/recipe.ts';
import { Lacking, bytesIn, handleIn } from './bench.ts';
import type { ObservedStep } from './observation.ts';
import { extras } from './extras.ts';
import { seeKeys } from './see-keys.ts';
import { deviceHandle, type Sending } from './sending.ts';
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
export async function sendStep(sending: Sending, index: number, step: Step): Promise<StepResult> {
  const { bench, objects } = sending;
  switch (step.call) {
    case 'CreateDevice': {
      const result = await bench.call('CreateDevice', {});
      const handle = handleIn(result, 'CreateDevice', 'hDevice');
      if (handle === undefined) throw new Lacking('the driver made no further device');
      objects.add(step.as, { kind: 'device', handle });
      return done({ call: step.call, ...extras(result) });
    }
    case 'DestroyDevice': {
      const hDevice = await deviceHandle(sending, step.device);
      const result = await bench.call('DestroyDevice', { hDevice });
      objects.remove(step.device);
      return done({ call: step.call, ...extras(result) });
    }
    case 'CreateCryptoSession': {
      const hDevice = await deviceHandle(sending, step.device);
      const profile = step.decodeProfile === 'supported' ? sending.survey.decodeProfile : guids.NULL_GUID;
      const result = await bench.call('CreateCryptoSession', {
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
      const keys = made ? { keys: await seeKeys(sending) } : {};
      return { observed: [{ call: step.call, hr, ...extras(result), ...keys }], goOn: made };
    }
    case 'DestroyCryptoSession': {
      const session = objects.get(step.session, 'session');
      if (session === undefined) throw new Lacking(`there is no session "${step.session}"`);
      const result = await bench.call('DestroyCryptoSession', {
        hDevice: session.hDevice,
        hCryptoSession: session.handle,
      });
      objects.remove(step.session);
      return done({ call: step.call, ...extras(result), keys: await seeKeys(sending) });
    }
    case 'GetCertificate': {
      const hDevice = await deviceHandle(sending, step.device);
      sending.certificatesRead.add(hDevice);
      const { seen, answer } = await bench.readCertificate(hDevice, step.of);
      return done({
        call: step.call,
        ...extras(answer ?? {}),
        certificate: seen,
        keys: await seeKeys(sending),
      });
    }
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
      return done(await sendNegotiation(sending, index, step));
    case 'test/provisionKey':
      await bench.provisionKey(step.pkcs8);
      return done({ call: step.call });
    case 'repeat':
      return done(await sendRepeated(sending, index, step));
    case 'concurrent':
      return { observed: await sendConcurrent(sending, index, step), goOn: true };
    case 'StartSessionKeyRefresh':
    case 'FinishSessionKeyRefresh':
    case 'GetEncryptionBltKey':
      // What they do on a session without a key is not documented, so a driver that refused the block is not asked.
      if (objects.get(step.session, 'session')?.keyed === false)
        return notSent(step, 'the session has no key');
      return done(await sendSessionStep(sending, step));
    case 'DecryptionBlt': {
      const observed = await sendBlit(sending, step);
      return observed === undefined ? notSent(step, 'the key in force is not known') : done(observed);
    }
    case 'CreateAuthenticatedChannel': {
      const hDevice = await deviceHandle(sending, step.device);
      const result = await bench.call(step.call, { hDevice, ChannelType: channelTypes.DRIVER_SOFTWARE });
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
          answered: {},
        });
      }
      const keys = made ? { keys: await seeKeys(sending) } : {};
      return { observed: [{ call: step.call, hr, ...extras(result), ...keys }], goOn: made };
    }
    case 'DestroyAuthenticatedChannel': {
      const channel = objects.get(step.channel, 'channel');
      if (channel === undefined) throw new Lacking(`there is no channel "${step.channel}"`);
      const result = await bench.call(step.call, { hDevice: channel.hDevice, hAuthChannel: channel.handle });
      objects.remove(step.channel);
      return done({ call: step.call, ...extras(result), keys: await seeKeys(sending) });
    }
    case 'NegotiateAuthenticatedChannelKeyExchange':
      return done(await sendChannelNegotiation(sending, index, step));
    case 'ConfigureAuthenticatedChannel':
    case 'QueryAuthenticatedChannel':
      return done(await sendChannelRequest(sending, step));
    case 'OPMCreateProtectedOutput': {
      const result = await bench.call(step.call, {});
      const status = unsigned32(Number(result['status']));
      const handle = handleIn(result, step.call, 'hProtectedOutput');
      const made = handle !== undefined;
      if (made) objects.add(step.as, { kind: 'output', handle });
      const keys = made ? { keys: await seeKeys(sending) } : {};
      return { observed: [{ call: step.call, status, ...extras(result), ...keys }], goOn: made };
    }
    case 'OPMDestroyProtectedOutput': {
      const output = objects.get(step.output, 'output');
      if (output === undefined) throw new Lacking(`there is no protected output "${step.output}"`);
      const result = await bench.call(step.call, { hProtectedOutput: output.handle });
      objects.remove(step.output);
      return done({
        call: step.call,
        status: unsigned32(Number(result['status'])),
        ...extras(result),
        keys: await seeKeys(sending),
      });
    }
    case 'OPMGetRandomNumber':
      return done(await sendRandomNumber(sending, step.output));
    case 'OPMGetCertificate':
      return done(await sendOpmCertificate(sending, step.sizeDelta ?? 0));
    case 'OPMSetSigningKeyAndSequenceNumbers':
      return done(await sendSigningKey(sending, index, step));
    case 'OPMGetInformation':
      return done(await sendInformation(sending, step));
    default: {
      const unknown: never = step;
      throw new Lacking(`unknown step ${JSON.stringify(unknown)}`);
    }
  }
}
