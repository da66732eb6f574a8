// Section 4: authenticated channels.
import { configureInput, channelTypeOutputBytes, queryInput } from '../steps/driver/channel-request.ts';
import type { Result } from '../core/protocol/adapter.ts';
import { fromHex } from '../core/hex.ts';
import { certificateTypes, channelTypes } from '../core/windows/guids.ts';
import { isFailure } from '../core/windows/hresult.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotTried } from './step.ts';
import { returned } from './steps-sessions.ts';
import { codeOf, handleOf, leafOf, sessionKey, type ProbeObjects } from './probe-objects.ts';
import { blockBytes, validBlock } from './valid-block.ts';

const kinds = [
  ['software', channelTypes.DRIVER_SOFTWARE],
  ['hardware', channelTypes.DRIVER_HARDWARE],
] as const;

/** A channel that the driver could make, of the type that it is of. */
async function makeChannel(
  probe: AdapterProbe,
  objects: ProbeObjects,
): Promise<{ hDevice: string; hAuthChannel: string; ChannelType: number; result: Result }> {
  const hDevice = await objects.device();
  const codes: string[] = [];
  for (const [name, ChannelType] of kinds) {
    const result = await probe.ask('CreateAuthenticatedChannel', { hDevice, ChannelType });
    if (!isFailure(codeOf(result))) {
      const hAuthChannel = handleOf(result, 'CreateAuthenticatedChannel', 'hAuthChannel');
      return { hDevice, hAuthChannel, ChannelType, result };
    }
    codes.push(`${name}: ${returned(result)}`);
  }
  throw new NotTried(`no channel could be made (${codes.join('; ')})`);
}

export async function examineChannels(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const create =
    'CreateAuthenticatedChannel returns hr, hAuthChannel and hChannel; DestroyAuthenticatedChannel returns a result';
  await probe.step({ id: 'CreateAuthenticatedChannel', section: 4, demands: create }, async () => {
    await objects.demand('authenticatedChannel');
    const { hDevice, hAuthChannel } = await makeChannel(probe, objects);
    await probe.ask('DestroyAuthenticatedChannel', { hDevice, hAuthChannel });
    return undefined;
  });

  const keyed = async () => {
    const { hDevice, hAuthChannel, ChannelType, result } = await makeChannel(probe, objects);
    const selector = { CertificateType: certificateTypes.AUTHENTICATED_CHANNEL, ChannelType };
    const leaf = leafOf(await objects.certificate(selector, hDevice));
    const pData = validBlock(leaf, sessionKey).toString('hex');
    const params = { hDevice, hAuthChannel, DataSize: blockBytes, pData };
    const negotiated = await probe.ask('NegotiateAuthenticatedChannelKeyExchange', params);
    const channel = {
      hChannel: fromHex(String(result['hChannel'])),
      key: sessionKey,
      sequence: { configure: 0, query: 0 },
      lastAccepted: {},
    };
    return { hDevice, hAuthChannel, channel, negotiated };
  };

  const negotiate =
    'a channel has a certificate (type 1, with ChannelType), and NegotiateAuthenticatedChannelKeyExchange returns hr';
  await probe.step(
    { id: 'NegotiateAuthenticatedChannelKeyExchange', section: 4, demands: negotiate },
    async () => {
      await objects.demand('authenticatedChannel');
      return returned((await keyed()).negotiated);
    },
  );

  const commands = 'ConfigureAuthenticatedChannel and QueryAuthenticatedChannel give hr and OutputData';
  await probe.step({ id: 'ConfigureAuthenticatedChannel', section: 4, demands: commands }, async () => {
    await objects.demand('authenticatedChannel');
    const { hDevice, hAuthChannel, channel } = await keyed();
    const configure = configureInput(channel, 'INITIALIZE', { query: 1, configure: 1 }).toString('hex');
    const configured = await probe.ask('ConfigureAuthenticatedChannel', {
      hDevice,
      hAuthChannel,
      InputData: configure,
    });
    channel.sequence = { configure: 1, query: 1 };
    const queried = await probe.ask('QueryAuthenticatedChannel', {
      hDevice,
      hAuthChannel,
      InputData: queryInput(channel).toString('hex'),
      OutputDataSize: channelTypeOutputBytes,
    });
    return `configure: ${returned(configured)}; query: ${returned(queried)}`;
  });

  const probing = 'test/probeChannelKey returns the key of a channel, or null';
  await probe.step({ id: 'test/probeChannelKey', section: 6, demands: probing }, async () => {
    await objects.demand('authenticatedChannel');
    await objects.demand('probeChannelKey');
    const { hAuthChannel } = await keyed();
    await probe.ask('test/probeChannelKey', { hAuthChannel });
    return undefined;
  });
}
