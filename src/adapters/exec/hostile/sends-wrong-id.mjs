// Answers with the id of another request.
import { answer, serve } from './line-server.mjs';

serve(({ id }) => answer(id + 1, { hr: 0, hDevice: 'd' }));
