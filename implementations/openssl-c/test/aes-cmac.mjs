// AES-CMAC, RFC 4493: the second opinion on the driver's OMACs.
import { createCipheriv } from 'node:crypto';

const cbc = (key, data) =>
  createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(data);

function double(block) {
  const doubled = BigInt(`0x${block.toString('hex')}`) << 1n;
  const reduced = doubled >> 128n ? (doubled ^ 0x87n) & ((1n << 128n) - 1n) : doubled;
  return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
}

export function aesCmac(key, message) {
  let subkey = double(cbc(key, Buffer.alloc(16)));
  let padded = message;
  if (message.length === 0 || message.length % 16 !== 0) {
    subkey = double(subkey);
    padded = Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(15 - (message.length % 16))]);
  }
  const last = padded.length - 16;
  const whole = Buffer.from(padded);
  for (let i = 0; i < 16; i++) whole[last + i] ^= subkey[i];
  return cbc(key, whole).subarray(last);
}
