// Preloaded into a run by the benchmark: counts cryptographic calls and the time spent in them and in writing JSON, and
// writes all of it at the end.
const crypto = require('node:crypto');
const { writeFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const sums = {};
const window = { first: 0, last: 0 };

/** Replaces a function by one that measures it. */
function measure(owner, name, isPrivate) {
  const original = owner[name];
  const sum = { calls: 0, ms: 0 };
  owner[name] = function measured(...args) {
    const before = performance.now();
    if (isPrivate && window.first === 0) window.first = before;
    try {
      return original.apply(this, args);
    } finally {
      const after = performance.now();
      sum.calls += 1;
      sum.ms += after - before;
      if (isPrivate) window.last = after;
    }
  };
  return sum;
}

const json = measure(JSON, 'stringify', false);
sums.privateDecrypt = measure(crypto, 'privateDecrypt', true);
for (const name of [
  'publicEncrypt',
  'createCipheriv',
  'createDecipheriv',
  'createHash',
  'hash',
  'randomBytes',
  'randomFillSync',
]) {
  sums[name] = measure(crypto, name, false);
}
syncBuiltinESMExports();

process.on('exit', () => {
  const result = { sums, json, window, upMs: performance.now(), rss: process.resourceUsage().maxRSS };
  if (process.env.KEXCTS_BENCH_OUT) writeFileSync(process.env.KEXCTS_BENCH_OUT, JSON.stringify(result));
});
