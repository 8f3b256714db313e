// A university as a provider of OpenID Connect: `node university.mjs PORT`; 0 takes a free one. It asks who comes before
// it sends her back, as providers do, and answers her form with a redirect.

import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

let issuer;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const asked = new Map();

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(claims) {
  const text = `${base64({ alg: 'RS256', kid: 'one' })}.${base64(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

const json = (response, value) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  switch (`${request.method} ${pathname}`) {
    case 'GET /.well-known/openid-configuration':
      return json(response, {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      });
    case 'GET /keys':
      return json(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    case 'GET /auth':
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(
        `<!doctype html><html lang="de"><title>Universität</title><h1>Universität</h1>` +
          `<p id="referrer">${request.headers.referer ?? 'niemand'}</p><form method="post">` +
          `<label>Wer <input name="who"></label><button name="answer" value="yes">Anmelden</button>` +
          `<button name="answer" value="no">Abbrechen</button></form></html>`,
      );
    case 'POST /auth': {
      const form = await body(request);
      const back = new URL(searchParams.get('redirect_uri'));
      back.searchParams.set('state', searchParams.get('state'));
      back.searchParams.set('iss', issuer);
      if (form.get('answer') === 'yes') {
        const code = randomUUID();
        asked.set(code, { who: form.get('who'), nonce: searchParams.get('nonce'), challenge: searchParams.get('code_challenge') });
        back.searchParams.set('code', code);
      } else {
        back.searchParams.set('error', 'access_denied');
      }
      return response.writeHead(303, { location: back.href }).end();
    }
    case 'POST /token': {
      const form = await body(request);
      const { who, nonce, challenge } = asked.get(form.get('code')) ?? {};
      asked.delete(form.get('code'));
      const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (!who || proof !== challenge) {
        response.statusCode = 400;
        return json(response, { error: 'invalid_grant' });
      }
      const now = Math.floor(Date.now() / 1000);
      const email = `${who}@uni.example.org`;
      const claims = { iss: issuer, aud: 'spielraum', sub: who, iat: now, exp: now + 60, auth_time: now, nonce };
      const id_token = signed({ ...claims, email, email_verified: true, name: 'Nina Neu' });
      return json(response, { access_token: randomUUID(), token_type: 'Bearer', id_token });
    }
    default:
      response.statusCode = 404;
      return response.end();
  }
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(`ready at ${server.address().port}`);
});
