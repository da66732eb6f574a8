// Authenticated channels as objects; their key comes by the negotiation of negotiation.ts, their commands are in channel-commands.ts.
import { channelTypes } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { heapBytes } from './allocations.ts';
import type { OmacBehaviour } from './behaviour.ts';
import type { CallTable } from './call-table.ts';
import { aesCmac } from './cmac.ts';
import type { Driver } from './driver.ts';
import { objectParam, uintParam } from './params.ts';
import type { Channel } from './state.ts';
import { workNs } from './work-clock.ts';

/** D3D_OMAC_SIZE. */
const omacBytes = 16;

export function correctOmac(driver: Driver): OmacBehaviour {
  return {
    omac(key, data) {
      driver.clock.spend(workNs.cipher);
      return aesCmac(key, data);
    },
    omacMatches: (seen, expected) => seen.equals(expected),
    signAnswer(key, answer) {
      driver.behaviour.omac(key, answer.subarray(omacBytes)).copy(answer);
    },
    channelSequenceFits: (sequence, next) => next !== null && sequence >= next,
    knowsChannelRequest: () => true,
  };
}

/** Ends a channel: its key, its memory, its handle. */
export function endChannel(driver: Driver, channel: Channel): void {
  driver.behaviour.releaseKeySlot(channel.slot);
  driver.allocations.free(channel.slot.schedule);
  driver.allocations.free(channel.block);
  driver.channels.delete(channel.handle);
}

const noHandle = '00'.repeat(8);

export const channelCalls: CallTable = {
  CreateAuthenticatedChannel(driver, params) {
    const device = objectParam(params, 'hDevice', driver.devices);
    const channelType = uintParam(params, 'ChannelType');
    const offered = driver.settings.channels === 'software';
    if (!offered || channelType !== channelTypes.DRIVER_SOFTWARE) {
      return { hr: statusCodes.E_INVALIDARG, hAuthChannel: null, hChannel: noHandle };
    }
    if (!driver.behaviour.hasRoom('channel')) {
      return { hr: statusCodes.E_OUTOFMEMORY, hAuthChannel: null, hChannel: noHandle };
    }
    const block = driver.allocations.allocate(heapBytes.channel, 'authenticated channel');
    if (block === null) return { hr: statusCodes.E_OUTOFMEMORY, hAuthChannel: null, hChannel: noHandle };
    const handle = driver.newHandle('channel');
    const kernelHandle = driver.newKernelHandle();
    const slot = driver.behaviour.newKeySlot(device, 'channel');
    driver.channels.set(handle, {
      handle,
      device,
      channelType,
      kernelHandle,
      slot,
      block,
      nextQuery: null,
      nextConfigure: null,
      protectionFlags: 0,
      decoders: new Map(),
    });
    return { hr: statusCodes.S_OK, hAuthChannel: handle, hChannel: kernelHandle.toString('hex') };
  },

  DestroyAuthenticatedChannel(driver, params) {
    objectParam(params, 'hDevice', driver.devices);
    endChannel(driver, objectParam(params, 'hAuthChannel', driver.channels));
    return {};
  },
};
