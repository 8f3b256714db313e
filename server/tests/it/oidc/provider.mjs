// A university with a real provider: `node provider.mjs MODULES REDIRECT_URI…`. Says "ready PORT" when it is open.
//
// Reads what shall be, one JSON object a line, and answers "ok":
//   {"who": "anna"}   whoever comes is this person, and says yes; null: she says no
//   {"keys": "new"}   signs with a new key from now on, and knows the old one no more
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [modules, ...redirects] = process.argv.slice(2);
// It tells developers what they should do before people use it, on the channel we talk on.
console.info = console.warn = console.log = (...words) => console.error(...words);
const say = (words) => process.stdout.write(`${words}\n`);
const { default: Provider } = await import(pathToFileURL(join(modules, "node_modules/oidc-provider/lib/index.js")));

let who = "anna";
let issuer;
let provider;
const server = createServer((request, response) => answer(request, response));

function open() {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const client = { redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] };
  provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: "public", token_endpoint_auth_method: "none" },
      { ...client, client_id: "basic", client_secret: "geheim & lang:%", token_endpoint_auth_method: "client_secret_basic" },
      { ...client, client_id: "post", client_secret: "geheim & lang:%", token_endpoint_auth_method: "client_secret_post" },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@uni.example`, email_verified: sub !== "gast", name: `${sub} Muster` }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...key, kid: randomUUID(), use: "sig", alg: "RS256" }] },
    // Whoever signed in agreed before.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
}

async function answer(request, response) {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  const said = who === null
    ? { error: "access_denied", error_description: "she said no" }
    : { login: { accountId: who } };
  await provider.interactionFinished(request, response, said, { mergeWithLastSubmission: false });
}

server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  open();
  say(`ready ${server.address().port}`);
});

for await (const line of createInterface({ input: process.stdin })) {
  const shall = JSON.parse(line);
  if ("who" in shall) who = shall.who;
  if (shall.keys === "new") open();
  say("ok");
}
process.exit(0);
