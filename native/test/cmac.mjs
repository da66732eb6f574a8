import { createCipheriv } from 'node:crypto';

/** AES-CMAC, RFC 4493. */
export function cmac(key, data) {
  const ecb = (block) => createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
  const doubled = (block) => {
    const value = (BigInt(`0x${block.toString('hex')}`) << 1n) ^ (block[0] & 0x80 ? 0x87n : 0n);
    return Buffer.from((value & ((1n << 128n) - 1n)).toString(16).padStart(32, '0'), 'hex');
  };
  const whole = data.length > 0 && data.length % 16 === 0;
  const k1 = doubled(ecb(Buffer.alloc(16)));
  const subkey = whole ? k1 : doubled(k1);
  const padded = whole
    ? Buffer.from(data)
    : Buffer.concat([data, Buffer.from([0x80]), Buffer.alloc(15 - (data.length % 16))]);
  for (let i = 0; i < 16; i++) padded[padded.length - 16 + i] ^= subkey[i];
  const chained = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(padded);
  return chained.subarray(chained.length - 16);
}
