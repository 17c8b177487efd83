// node verify.mjs <secret> <webhook-id> <webhook-timestamp> <webhook-signature>
// Checks the body on standard input and prints it.
import { Webhook } from 'standardwebhooks';
import { text } from 'node:stream/consumers';

const [secret, id, timestamp, signature] = process.argv.slice(2);
const event = new Webhook(secret).verify(await text(process.stdin), {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
});
console.log(JSON.stringify(event));
