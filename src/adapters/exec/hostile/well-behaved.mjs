// Keeps to the protocol: devices that can be made and destroyed, and nothing else.
import { answer, refuse, serve } from './line-server.mjs';

let devices = 0;

serve(({ id, method }) => {
  if (method === 'CreateDevice') answer(id, { hr: 0, hDevice: `device-${++devices}` });
  else if (method === 'DestroyDevice') answer(id, {});
  else refuse(id, -32601, `no ${method} here`);
});
