import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder } from '../../suite/gate.test-support.ts';
import { GrowingFile, type Disk } from './ndjson-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await freshFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type TestDisk = { -readonly [Member in keyof Disk]: Disk[Member] } & {
  content: Buffer;
  synced: number;
  closed: boolean;
};

/** A disk of so many bytes that writes at most seven at once. */
function diskOf(capacity: number): TestDisk {
  const disk: TestDisk = {
    content: Buffer.alloc(0),
    synced: 0,
    closed: false,
    open: () => 1,
    size: () => disk.content.length,
    write(_descriptor: number, bytes: Buffer, offset: number) {
      const room = capacity - disk.content.length;
      if (room <= 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const piece = bytes.subarray(offset, offset + Math.min(room, 7));
      disk.content = Buffer.concat([disk.content, piece]);
      return piece.length;
    },
    truncate(_descriptor: number, size: number) {
      disk.content = disk.content.subarray(0, size);
    },
    sync(_descriptor: number, done: () => void) {
      disk.synced += 1;
      done();
    },
    close() {
      disk.closed = true;
    },
  };
  return disk;
}

describe('GrowingFile', () => {
  it('grows by what is added, behind what is there', () => {
    const path = join(folder, 'grows.ndjson');
    writeFileSync(path, '{"a":1}\n');
    const file = new GrowingFile(path, 'a');
    file.add({ b: 2 });
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
    file.flush();
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
    file.add({ c: 3 });
    file.close();
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"b":2}\n{"c":3}\n');
  });

  it('takes a line back that did not fit the disk, and writes no other behind it', () => {
    const disk = diskOf(20);
    const file = new GrowingFile('out/observations.ndjson', 'w', disk);
    file.add({ a: 1 });
    file.flush();
    file.add({ long: 'beyond the end of the disk' });
    expect(() => file.flush()).toThrow(
      expect.objectContaining({ code: 'REPORT_WRITE', message: expect.stringContaining('ENOSPC') }),
    );
    expect(disk.content.toString()).toBe('{"a":1}\n');
    file.add({ b: 1 });
    file.close();
    expect(disk.content.toString()).toBe('{"a":1}\n');
    expect(disk.closed).toBe(true);
  });

  it('leaves the torn line where it cannot even take it back, and says why it failed', () => {
    const disk = diskOf(20);
    disk.truncate = () => {
      throw new Error('EIO');
    };
    const file = new GrowingFile('out/observations.ndjson', 'w', disk);
    file.add({ long: 'beyond the end of the disk' });
    expect(() => file.close()).toThrow(expect.objectContaining({ code: 'REPORT_WRITE' }));
    expect(disk.closed).toBe(true);
  });

  it('synchronises beside the work, one at a time, and closes behind the last', () => {
    const disk = diskOf(1000);
    const waiting: (() => void)[] = [];
    disk.sync = (_descriptor, done) => {
      disk.synced += 1;
      waiting.push(done);
    };
    const file = new GrowingFile('out/observations.ndjson', 'w', disk);
    for (let count = 0; count < 3; count += 1) {
      file.add({ count });
      file.flush();
    }
    expect(disk.synced).toBe(1);
    file.close();
    expect(disk.closed).toBe(false);
    waiting.shift()?.();
    expect([disk.synced, disk.closed]).toEqual([2, false]);
    waiting.shift()?.();
    expect([disk.synced, disk.closed]).toEqual([2, true]);
  });
});
