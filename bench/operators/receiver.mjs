// node receiver.mjs SECRET COUNTS PORT, three files: receives webhooks on a port that it writes into PORT, verifies
// each by SECRET with the library of Standard Webhooks, and keeps the numbers by type in COUNTS. An event that comes
// again is counted under "again".
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const { Webhook } = createRequire(new URL('../../tests/Webhooks/verify.mjs', import.meta.url))('standardwebhooks');
const [secretFile, countsFile, portFile] = process.argv.slice(2);
const counts = {};
const known = new Set();

const server = createServer(async (request, answer) => {
    const body = await text(request);
    let type = 'not verified';
    try {
        ({ type } = new Webhook(readFileSync(secretFile, 'utf8').trim()).verify(body, request.headers));
        type = known.has(request.headers['webhook-id']) ? 'again' : type;
        known.add(request.headers['webhook-id']);
    } catch (error) {
        console.error(error);
    }
    counts[type] = (counts[type] ?? 0) + 1;
    answer.writeHead(type === 'not verified' ? 400 : 204).end();
}).listen(0, '127.0.0.1', () => writeFileSync(portFile, `${server.address().port}`));
setInterval(() => writeFileSync(countsFile, `${JSON.stringify(counts)}\n`), 500);
