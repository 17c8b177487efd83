// node verify.mjs <issuer> <audience> <address of the keys>
// Checks the token on standard input and prints its subject.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { text } from 'node:stream/consumers';

const [issuer, audience, keys] = process.argv.slice(2);
const { payload, protectedHeader } = await jwtVerify(
    (await text(process.stdin)).trim(),
    createRemoteJWKSet(new URL(keys)),
    {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: ['ES256'],
    },
);
console.log(JSON.stringify({ sub: payload.sub, kid: protectedHeader.kid }));
