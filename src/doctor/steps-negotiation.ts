// Section 4: NegotiateCryptoSessionKeyExchange in all its forms, sizes, spellings and placements.
import { placements, type Params, type Placement, type Result } from '../core/protocol/adapter.ts';
import { isFailure } from '../core/windows/hresult.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotOffered, Wrong } from './step.ts';
import { returned } from './steps-sessions.ts';
import { codeOf, sessionKey, type ProbeObjects } from './probe-objects.ts';
import { blockBytes } from './valid-block.ts';

/** pDataAfter, where it is given, is the whole buffer as the driver left it. */
function checkAfter(params: Params, result: Result): void {
  const { pDataAfter } = result;
  const { pData } = params;
  if (typeof pDataAfter !== 'string' || typeof pData !== 'string' || pDataAfter.length === pData.length)
    return;
  throw new Wrong(`"pDataAfter" holds ${pDataAfter.length / 2} bytes, pData was ${pData.length / 2}`);
}

export async function examineNegotiation(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const negotiate = async (params: Params): Promise<Result> => {
    const result = await objects.negotiate(params);
    checkAfter(params, result);
    return result;
  };
  const whole = async (more: Params = {}): Promise<Params> => ({
    ...(await objects.session()),
    DataSize: blockBytes,
    pData: await objects.block(),
    ...more,
  });

  const forms = [
    [
      'four-arguments',
      'NegotiateCryptoSessionKeyExchange',
      'd3d11.1',
      {},
      'without flags, the four-argument function',
    ],
    [
      'five-arguments',
      'NegotiateCryptoSessionKeyExchange',
      'wddm2.4',
      { flags: 0 },
      'with flags, the five-argument function',
    ],
    [
      'mt',
      'NegotiateCryptoSessionKeyExchangeMT',
      'wddm2.4',
      {},
      'the MT function, with flags 0 if they are absent',
    ],
  ] as const;
  for (const [id, method, dialect, more, what] of forms) {
    const demands = `${method} calls ${what}, and returns hr`;
    await probe.step({ id: `negotiate-${id}`, section: 4, demands }, async () => {
      if (!(await probe.introduction()).dialects.includes(dialect)) {
        throw new NotOffered(`"dialects" does not name ${dialect}`);
      }
      const params = await whole(more);
      const result = await probe.ask(method, params);
      checkAfter(params, result);
      return returned(result);
    });
  }

  const sizes = 'DataSize is passed as it stands, with exactly the bytes of pData, whatever the size';
  await probe.step({ id: 'sizes', section: 4, demands: sizes }, async () => {
    for (const DataSize of [0, 1, blockBytes - 1, blockBytes + 1, 2 * blockBytes]) {
      const session = await objects.session();
      await negotiate({ ...session, DataSize, pData: '5a'.repeat(DataSize) });
    }
    return undefined;
  });

  const nothing = 'pData may be null, a null pointer';
  await probe.step({ id: 'null-pointer', section: 2, demands: nothing }, async () => {
    const params: Params = {
      ...(await objects.session()),
      DataSize: 0,
      pData: null,
      ...(await objects.form()),
    };
    return outcome(probe, params);
  });

  const letters = 'bytes may be in upper case';
  await probe.step({ id: 'hex-case', section: 2, demands: letters }, async () => {
    const lower = await whole();
    const upper = { ...lower, ...(await objects.session()), pData: String(lower['pData']).toUpperCase() };
    const [one, other] = [codeOf(await negotiate(lower)), codeOf(await negotiate(upper))];
    if (isFailure(one) === isFailure(other)) return undefined;
    throw new Wrong('the same block in upper case is answered differently');
  });

  const spent = 'ns, a number of nanoseconds, is reported where the adapter claims "timing"';
  await probe.step({ id: 'timing', section: 3, demands: spent }, async () => {
    await objects.demand('timing');
    const result = await negotiate(await whole());
    if (result['ns'] === undefined) throw new Wrong('the answer has no "ns"');
    return undefined;
  });

  const probing = 'test/probeSessionKey returns the key in force, or null';
  await probe.step({ id: 'test/probeSessionKey', section: 6, demands: probing }, async () => {
    await objects.demand('probeSessionKey');
    const { hCryptoSession } = await objects.session();
    await probe.ask('test/probeSessionKey', { hCryptoSession });
    const keyed = await objects.keyedSession();
    const { key } = await probe.ask('test/probeSessionKey', { hCryptoSession: keyed.hCryptoSession });
    const same = typeof key === 'string' && key.toLowerCase() === sessionKey.toString('hex');
    return same ? undefined : 'it is not the key that was sent and accepted';
  });

  for (const buffer of placements) await examinePlacement(probe, objects, buffer, whole);
}

/** A call in which the driver may do as it likes, as long as the adapter lets it: a result, a fault, or a crash. */
async function outcome(probe: AdapterProbe, params: Params): Promise<string> {
  const method = 'NegotiateCryptoSessionKeyExchange';
  const answer = await probe.send(method, params);
  if (answer.kind === 'crash') return 'the process crashed, which is allowed here';
  const result = probe.read(method, params, answer);
  if (result['fault'] === undefined) return returned(result);
  await probe.restart();
  return 'the adapter continued after an access violation of the driver';
}

async function examinePlacement(
  probe: AdapterProbe,
  objects: ProbeObjects,
  buffer: Placement,
  whole: (more: Params) => Promise<Params>,
): Promise<void> {
  const demands = `the placement ${buffer} is honoured where the adapter claims it`;
  await probe.step({ id: `buffer-${buffer}`, section: 4, demands }, async () => {
    const { buffers = [] } = await objects.capabilities();
    if (!buffers.includes(buffer)) throw new NotOffered(`"buffers" does not name ${buffer}`);
    const form = await objects.form();
    const valid = await outcome(probe, { ...(await whole({ buffer })), ...form });
    if (buffer !== 'guard-after') return valid;
    // The one placement in which DataSize may say more than there is.
    const beyond = await outcome(probe, {
      ...(await whole({ buffer, DataSize: blockBytes + 1 })),
      ...form,
    });
    return `${valid}; with a DataSize beyond the bytes: ${beyond}`;
  });
}
