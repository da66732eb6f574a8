// Sections 1 and 3: lines, ids, unknown names, and the introduction.
import { plainText } from '../core/plain-text.ts';
import type { ProcessConnection } from '../adapters/exec/process-adapter.ts';
import { errorCodes } from '../core/protocol/json-rpc.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import type { Step } from './step.ts';
import { Wrong } from './step.ts';
import { lineLimit } from '../core/protocol/line-reader.ts';

/** Starts the adapter. Without this step nothing else can be tried. */
export function examineInitialize(probe: AdapterProbe): Promise<Step> {
  const demands =
    'the program starts, and responds to initialize with protocol, adapter, driver, dialects and capabilities';
  return probe.step({ id: 'initialize', section: 3, demands }, async () => {
    const { adapter, driver, dialects, capabilities } = await probe.introduction();
    const claimed = Object.entries(capabilities)
      .filter(([, value]) => value !== false)
      .map(([name]) => name);
    const name = (one: { name: string; version: string }) => plainText(`${one.name} ${one.version}`, 80);
    return `adapter ${name(adapter)}; driver ${name(driver)}; dialects ${dialects.join(', ') || 'none'}; capabilities ${claimed.join(', ') || 'none'}`;
  });
}

const padded = (probe: AdapterProbe, connection: ProcessConnection, id: number, more: object) =>
  connection
    .exchange('CreateDevice', {}, id, { ...more })
    .then((answer) => probe.read('CreateDevice', {}, answer));

async function onWire(
  probe: AdapterProbe,
  body: (connection: ProcessConnection) => Promise<void>,
): Promise<undefined> {
  const connection = await probe.onWire();
  try {
    await body(connection);
  } finally {
    await connection.close();
  }
}

export async function examineLines(probe: AdapterProbe): Promise<void> {
  const unknown = `a method that the protocol does not name is refused with ${errorCodes.noSuchMethod}`;
  await probe.step({ id: 'unknown-method', section: 1, demands: unknown }, async () => {
    const answer = await probe.send('test/noSuchMethod', {});
    if (answer.kind === 'refused') {
      if (answer.code === errorCodes.noSuchMethod) return undefined;
      throw new Wrong(`the error has the code ${answer.code}`);
    }
    probe.read('test/noSuchMethod', {}, answer);
    throw new Wrong('it was answered with a result');
  });

  const members = 'unknown members of params are ignored';
  await probe.step({ id: 'unknown-members', section: 1, demands: members }, async () => {
    await probe.ask('CreateDevice', { unknownMember: { nested: [1, null, 'x'] } });
    return undefined;
  });

  const outer = 'unknown members of the request itself are ignored';
  await probe.step({ id: 'unknown-request-members', section: 1, demands: outer }, () =>
    onWire(probe, async (connection) => {
      await padded(probe, connection, 2, { unknownMember: { nested: [1, null, 'x'] } });
    }),
  );

  const ids = 'a response has the id of its request, as it was sent';
  await probe.step({ id: 'ids', section: 1, demands: ids }, () =>
    onWire(probe, async (connection) => {
      for (const id of [0, 7, 2 ** 31 + 5, Number.MAX_SAFE_INTEGER]) await padded(probe, connection, id, {});
    }),
  );

  const long = 'a request may be 1 MiB long';
  await probe.step({ id: 'long-line', section: 1, demands: long }, () =>
    onWire(probe, async (connection) => {
      const bare = JSON.stringify({
        unknownMember: '',
        jsonrpc: '2.0',
        id: 2,
        method: 'CreateDevice',
        params: {},
      });
      // The end of the line counts too, for those who count it.
      await padded(probe, connection, 2, { unknownMember: 'x'.repeat(lineLimit - 1 - bare.length) });
    }),
  );

  await examineOrder(probe);
}

const together = 4;

/** Several requests in one go: answered in order, or each under its id where the adapter is concurrent. */
function examineOrder(probe: AdapterProbe): Promise<Step> {
  const demands = 'responses have the order of the requests; with "concurrent" any order, each with its id';
  return probe.step({ id: 'order', section: 1, demands }, async () => {
    const answered: number[] = [];
    const connection = await probe.onWire({
      pipelined: true,
      trace: (direction, line) => {
        const id = direction === 'got' ? /"id"\s*:\s*(\d+)/.exec(line.slice(0, 400))?.[1] : undefined;
        if (id !== undefined) answered.push(Number(id));
      },
    });
    try {
      const concurrent = connection.introduction.capabilities.concurrent ?? false;
      const before = answered.length;
      const answers = await Promise.all(
        Array.from({ length: together }, () => connection.call('CreateDevice', {})),
      );
      for (const answer of answers) probe.read('CreateDevice', {}, answer);
      const ids = answered.slice(before);
      if (concurrent || ids.every((id, at) => at === 0 || id > (ids[at - 1] ?? 0))) return undefined;
      throw new Wrong(`${together} requests in one go were answered in the order of ids ${ids.join(', ')}`);
    } finally {
      await connection.close();
    }
  });
}

/** How the process ends when its input does. */
export async function examineEnding(probe: AdapterProbe): Promise<void> {
  const demands = 'when standard input ends, the adapter exits with status 0';
  const graceMs = 5000;
  const checkEnding = async (connection: ProcessConnection): Promise<undefined> => {
    const { code, signal, byItself } = await connection.end(graceMs);
    if (!byItself) throw new Wrong(`it was still running ${graceMs} ms after its input had ended`);
    if (signal !== null) throw new Wrong(`it was ended by ${signal}`);
    if (code !== 0) throw new Wrong(`it exited with status ${code ?? 'unknown'}`);
    return undefined;
  };
  await probe.step({ id: 'end-of-input', section: 1, demands }, async () =>
    checkEnding(await probe.onWire()),
  );
  const midway = `${demands}, also in the middle of a call`;
  await probe.step({ id: 'end-of-input-during-call', section: 1, demands: midway }, async () => {
    const connection = await probe.onWire();
    const answer = connection.call('CreateDevice', {});
    await checkEnding(connection);
    await answer;
    return undefined;
  });
}
