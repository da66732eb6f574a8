// An adapter that is clumsy with lines in the manners that its arguments name; its devices are as they should be.
import { answer, refuse, serve } from '../../adapters/exec/hostile/line-server.mjs';

const manners = new Set(process.argv.slice(2));
let held;
let devices = 0;

if (manners.has('exits-with-1')) {
  process.on('exit', (status) => (process.exitCode = status === 0 ? 1 : status));
}

function release(id, result) {
  clearTimeout(held);
  held = undefined;
  answer(id, result);
}

serve(({ id, method, ...request }) => {
  const long = JSON.stringify(request).length > 100_000;
  if (manners.has('small-buffer') && long) process.exit(70);
  if (manners.has('strict-members') && 'unknownMember' in request)
    return refuse(id, -32600, 'unknown member');
  if (method !== 'CreateDevice') {
    return manners.has('vague')
      ? refuse(id, -32000, 'no such call')
      : refuse(id, -32601, `no ${method} here`);
  }
  const result = { hr: 0, hDevice: `device-${++devices}` };
  const written = manners.has('int32-ids') ? id | 0 : id;
  if (manners.has('null-handle')) return answer(written, { hr: 0 });
  if (manners.has('unordered') && id === 2) {
    // Held back until the next request is answered, or for a while where none comes.
    held = setTimeout(release, 1000, written, result);
    return;
  }
  answer(written, result);
  if (held !== undefined) release(2, result);
});
