// SPDX-License-Identifier: GPL-3.0-or-later
// node server.mjs --port N [--cert FILE --key FILE]
// An authorization server for tests. Its first line on standard output is JSON: {"issuer"}. What it is told at /_control
// it does wrong; what it has seen stands there too. It signs everybody in as "ada" and asks for consent by plain links.
import http from 'node:http';
import https from 'node:https';
import fs from 'node:fs';
import { Provider } from 'oidc-provider';

const options = {};
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].slice(2)] = process.argv[i + 1];
const scheme = options.cert ? 'https' : 'http';
const port = Number(options.port);
const issuer = `${scheme}://127.0.0.1:${port}`;

// "slowDowns": so many polls for a code are answered so; "slow": ms before the token address answers; "interval": told
// with a code; "hang": "before|after PATH N": the Nth request there, counted from now, is never answered, and was
// carried out or was not.
const control = { mode: '', revoke: '', me: '', accessTtl: 3600, slowDowns: 0, slow: 0, interval: 0, hang: '' };
const held = []; // what hangs; cut off as soon as nothing is to hang any more
const seen = { tokenRequests: 0, revocations: 0, polls: [], hung: 0 };
let requestsToHang = 0;

const issued = [];
/// How many of the tokens that were given out still open something or can be renewed.
async function liveTokens() {
  let live = 0;
  for (const { kind, value } of issued) {
    const token = await provider[kind].find(value);
    if (token && !token.consumed) live += 1;
  }
  return live;
}

const loopback = ['http://127.0.0.1/callback'];
const provider = new Provider(issuer, {
  clients: [
    { client_id: 'desktop', token_endpoint_auth_method: 'none', application_type: 'native',
      redirect_uris: loopback, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    { client_id: 'confidential & co', client_secret: 'se:cr et&', token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'native', redirect_uris: loopback,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'], response_types: ['code'] },
    { client_id: 'by-form', client_secret: 'form-secret', token_endpoint_auth_method: 'client_secret_post',
      application_type: 'native', redirect_uris: loopback,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'], response_types: ['code'] },
    { client_id: 'television', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'], response_types: [] },
  ],
  scopes: ['openid', 'offline_access', 'orders', 'customers'],
  claims: { openid: ['sub', 'name'] },
  clientBasedCORS: () => false,
  pkce: { required: () => true, methods: ['S256'] },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  findAccount: async (context, id) => ({ accountId: id, claims: async () => ({ sub: id, name: 'Ada Shop' }) }),
  ttl: {
    AccessToken: () => control.accessTtl, AuthorizationCode: 60, ClientCredentials: 600, DeviceCode: 600, Grant: 86400,
    IdToken: 600, Interaction: 600, RefreshToken: 86400, Session: 86400,
  },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: async (context, form) => { context.body = `<html>${form}</html>`; },
      userCodeConfirmSource: async (context, form) => { context.body = `<html>${form}</html>`; },
      successSource: async (context) => { context.body = '<html>done</html>'; },
    },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    clientCredentials: { enabled: true },
    userinfo: { enabled: true },
    resourceIndicators: {
      enabled: true, defaultResource: () => undefined,
    },
  },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['only for tests'] },
});
// RFC 8252, 7.3: any port; and here any path, as Drawbridge's is made anew each time.
const allowed = provider.Client.prototype.redirectUriAllowed;
provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
  return /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/[\w-]+$/.test(uri) || allowed.call(this, uri);
};

async function finishInteraction(request, response, what) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  let result;
  if (what === 'deny') {
    result = { error: 'access_denied', error_description: 'not today' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId: 'ada' } };
  } else {
    const grant = grantId ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const wanted = (params.scope ?? '').split(' ').filter(Boolean);
    const given = what === 'partial' ? wanted.filter((scope) => scope !== 'customers') : wanted;
    grant.addOIDCScope(given.join(' '));
    if (what === 'partial') grant.rejectOIDCScope('customers');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/// What the server says, as `change` makes it.
function changeAnswer(response, change) {
  const end = response.end.bind(response);
  response.end = (chunk, ...rest) => {
    const text = JSON.stringify(change(JSON.parse(chunk.toString())));
    if (!response.headersSent) response.setHeader('Content-Length', Buffer.byteLength(text));
    return end(text, ...rest);
  };
}

function noteTokens(answer) {
  if (answer.access_token) issued.push({ kind: 'AccessToken', value: answer.access_token });
  if (answer.refresh_token) issued.push({ kind: 'RefreshToken', value: answer.refresh_token });
  return answer;
}

const callback = provider.callback();
async function serve(request, response) {
  const url = new URL(request.url, issuer);
  if (url.pathname === '/_control') {
    if (request.method === 'POST') {
      const told = JSON.parse(await body(request));
      Object.assign(control, told);
      if (told.hang) requestsToHang = Number(told.hang.split(' ')[2]);
      if (told.hang === '') held.splice(0).forEach((socket) => socket.destroy());
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ ...control, ...seen, live: await liveTokens() }));
    return;
  }
  const choice = url.pathname.match(/^\/interaction\/[\w-]+\/(approve|deny|partial)$/);
  if (choice) {
    request.url = request.url.replace(/\/(approve|deny|partial)$/, '');
    await finishInteraction(request, response, choice[1]);
    return;
  }
  if (url.pathname.startsWith('/interaction/')) {
    response.setHeader('Content-Type', 'text/html');
    response.end('<a href="approve">approve</a>');
    return;
  }
  const isToken = url.pathname === '/token';
  if (isToken) seen.tokenRequests += 1;
  const [when, where] = control.hang.split(' ');
  if (where === url.pathname) {
    requestsToHang -= 1;
    if (requestsToHang === 0 && when === 'before') { seen.hung += 1; held.push(request.socket); return; }
  }
  const isHung = where === url.pathname && requestsToHang === 0;
  if (isHung) response.end = () => { seen.hung += 1; }; // it is done, and nobody hears of it
  const isGiven = isToken && !['down', 'html', 'gone'].includes(control.mode);
  if (isGiven) changeAnswer(response, noteTokens);
  if (isToken && control.slow) await new Promise((resolve) => { setTimeout(resolve, control.slow); });
  if (isToken && (control.slowDowns || seen.polls.length)) {
    seen.polls.push(performance.now());
    if (control.slowDowns) {
      control.slowDowns -= 1;
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"error":"slow_down"}');
      return;
    }
  }
  if (url.pathname === '/device/auth' && control.interval)
    changeAnswer(response, (answer) => ({ ...answer, interval: control.interval }));
  if (isToken && control.mode === 'down') { response.writeHead(503).end('down'); return; }
  if (isToken && control.mode === 'html') { response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Hello</html>'); return; }
  if (isToken && control.mode === 'gone') { request.socket.destroy(); return; }
  if (isToken && control.mode === 'unscoped') {
    // Says nothing of what was granted, as a server may (RFC 6749, 5.1).
    changeAnswer(response, ({ scope, ...answer }) => answer);
  }
  if (isToken && control.mode.startsWith('expires:')) {
    // Lies about how long an access token lives.
    const told = JSON.parse(control.mode.slice(8));
    changeAnswer(response, ({ expires_in: truth, ...answer }) => (
      told === null ? answer : { ...answer, expires_in: told }));
  }
  if (url.pathname === '/me' && control.me === 'down') { response.writeHead(503).end('down'); return; }
  if (url.pathname === '/token/revocation') {
    seen.revocations += 1;
    if (control.revoke === 'lies') { response.writeHead(200).end(); return; }
    if (control.revoke === '404') { response.writeHead(404).end(); return; }
    if (control.revoke === 'access only') {
      const text = await body(request);
      const token = new URLSearchParams(text).get('token');
      const access = await provider.AccessToken.find(token);
      if (access) await access.destroy();
      response.writeHead(200).end();
      return;
    }
  }
  callback(request, response);
}

const server = scheme === 'https'
  ? https.createServer({ cert: fs.readFileSync(options.cert), key: fs.readFileSync(options.key) }, serve)
  : http.createServer(serve);
server.listen(port, '127.0.0.1', () => console.log(JSON.stringify({ issuer })));
process.stdin.on('end', () => process.exit(0)).resume(); // gone with whoever started it
