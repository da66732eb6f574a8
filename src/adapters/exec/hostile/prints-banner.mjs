// Greets its user on standard output before anything else.
import { print, serve, answer } from './line-server.mjs';

print('Welcome to the driver host 3.1\n');
serve(({ id }) => answer(id, {}));
