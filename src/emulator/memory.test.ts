import { expect, test } from 'vitest';
import { AccessFault, Memory, type Access } from './memory.ts';
import type { Placement } from '../core/protocol/adapter.ts';

const memory = (placement?: Placement): Memory => new Memory(Buffer.from('0102030405', 'hex'), placement);

function faultOf(act: () => unknown): { access: Access; offset: number | null } | null {
  try {
    act();
    return null;
  } catch (thrown) {
    if (thrown instanceof AccessFault) return { access: thrown.access, offset: thrown.offset };
    throw thrown;
  }
}

test('reads its bytes, and what lies around them where no guard is', () => {
  expect(memory().read(1, 3)).toEqual(Buffer.of(2, 3, 4));
  expect(memory().read(4, 2)[0]).toBe(5);
  expect(memory().read(-1, 2)[1]).toBe(1);
});

test('a guard page behind faults at the first byte behind', () => {
  expect(faultOf(() => memory('guard-after').read(0, 6))).toEqual({ access: 'read', offset: 5 });
  expect(faultOf(() => memory('guard-after').read(5, 1))).toEqual({ access: 'read', offset: 5 });
  expect(faultOf(() => memory('guard-after').read(256, 1))).toEqual({ access: 'read', offset: 256 });
  expect(faultOf(() => memory('guard-after').write(5, Buffer.of(0)))).toEqual({ access: 'write', offset: 5 });
  expect(faultOf(() => memory('guard-after').read(0, 5))).toBeNull();
  expect(faultOf(() => memory('guard-after').read(5, 0))).toBeNull();
  expect(faultOf(() => memory('guard-after').read(-1, 1))).toBeNull();
});

test('a guard page before faults there and not behind', () => {
  expect(faultOf(() => memory('guard-before').read(-1, 2))).toEqual({ access: 'read', offset: -1 });
  expect(faultOf(() => memory('guard-before').read(0, 6))).toBeNull();
});

test('read-only bytes can be read, and what is not of the buffer written', () => {
  expect(faultOf(() => memory('read-only').read(0, 5))).toBeNull();
  expect(faultOf(() => memory('read-only').write(2, Buffer.of(9)))).toEqual({ access: 'write', offset: 2 });
  expect(faultOf(() => memory('read-only').write(5, Buffer.of(9)))).toBeNull();
});

test('memory ends a page away', () => {
  expect(faultOf(() => memory().read(0, 6000))).toEqual({ access: 'read', offset: 4101 });
});

test.each<[Placement | undefined, number]>([
  [undefined, 0],
  ['unaligned', 1],
  ['guard-before', 0],
  ['guard-after', 11],
])('%s puts the first byte at an address with remainder %i by 16', (placement, remainder) => {
  expect(memory(placement).address % 16).toBe(remainder);
});

test('reports changes inside, and counts those outside within 64 bytes', () => {
  const inside = memory();
  inside.write(0, Buffer.of(1));
  expect(inside.changed()).toBeNull();
  inside.write(4, Buffer.of(6));
  expect(inside.changed()).toEqual(Buffer.of(1, 2, 3, 4, 6));
  expect(inside.overrun()).toBe(0);
  const outside = memory();
  outside.write(4, Buffer.of(5, 7, 8));
  outside.write(-1, Buffer.of(1));
  outside.write(5 + 64, Buffer.of(1));
  expect(outside.changed()).toBeNull();
  expect(outside.overrun()).toBe(3);
  expect(outside.read(5, 1)).toEqual(Buffer.of(7));
});

test('a kept view sees what the caller does later; unmapped memory is a fault elsewhere', () => {
  const kept = memory();
  const view = kept.read(0, 5);
  kept.overwrite(0x11);
  expect(view).toEqual(Buffer.alloc(5, 0x11));
  kept.unmap();
  expect(faultOf(() => kept.read(0, 1))).toEqual({ access: 'read', offset: null });
});
