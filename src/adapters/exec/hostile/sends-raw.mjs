// Answers with the bytes of its argument (hexadecimal), in which 00 stands for the id of the request.
import { print, serve } from './line-server.mjs';

const bytes = Buffer.from(process.argv[2], 'hex').toString('latin1');

serve(({ id }) => print(Buffer.from(bytes.replaceAll('\0', String(id)), 'latin1')));
