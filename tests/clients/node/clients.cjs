// Calls mercat by a vendor's host with every client of Node, none of which is told anything but the address.
// Prints the HTTP status of a call by client, and the error of a call to a real host of the vendor.
'use strict';

const https = require('https');
const axios = require('axios');
const undici = require('undici');
const Marketo = require('node-marketo-rest');

const [url, clientId, clientSecret] = process.argv.slice(2);
const origin = new URL(url).origin;
const agent = new https.Agent({ keepAlive: true });

function core(address, options) {
  return new Promise((resolve, reject) => {
    https.get(address, options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
  });
}

async function main() {
  const { default: got } = await import('got');
  const clients = {
    fetch: async (address) => (await fetch(address)).status,
    https: (address) => core(address, {}),
    'https-agent': (address) => core(address, { agent }),
    axios: async (address) => (await axios.get(address)).status,
    got: async (address) => (await got(address, { retry: { limit: 0 } })).statusCode,
    undici: async (address) => (await undici.request(address)).statusCode,
  };
  const told = {};
  for (const [name, call] of Object.entries(clients)) {
    const refusal = await call('https://app.marketo.com/').then((status) => `answered ${status}`, words);
    told[name] = [await call(url), refusal];
  }
  const client = new Marketo({ endpoint: `${origin}/rest`, identity: `${origin}/identity`, clientId, clientSecret });
  told['node-marketo-rest'] = (await client.lead.byId(1)).result[0].firstName;
  agent.destroy();
  console.log(JSON.stringify(told));
}

function words(error) {
  const parts = [error.message, error.cause && error.cause.message, error.response && error.response.data];
  return parts.filter(Boolean).join(' ');
}

main();
