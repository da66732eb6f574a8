// Preloaded into a run by the benchmark: counts cryptographic calls and the time spent in them, and writes both at the end.
const crypto = require('node:crypto');
const { writeFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const sums = {};
const window = { first: 0, last: 0 };

/** Replaces a function of node:crypto by one that measures it. */
function measure(name, isPrivate) {
  const original = crypto[name];
  const sum = (sums[name] = { calls: 0, ms: 0 });
  crypto[name] = function measured(...args) {
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
}

measure('privateDecrypt', true);
for (const name of [
  'publicEncrypt',
  'createCipheriv',
  'createDecipheriv',
  'createHash',
  'hash',
  'randomBytes',
  'randomFillSync',
]) {
  measure(name, false);
}
syncBuiltinESMExports();

process.on('exit', () => {
  const result = { sums, window, upMs: performance.now(), rss: process.resourceUsage().maxRSS };
  if (process.env.KEXCTS_BENCH_OUT) writeFileSync(process.env.KEXCTS_BENCH_OUT, JSON.stringify(result));
});
