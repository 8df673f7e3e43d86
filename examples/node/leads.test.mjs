// Run with `node --test`. Each test has an instance of its own.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { call, instance, server } from "./mercat.mjs";

let demo, mine;
before(async () => (demo = await server("--seed", "7")));
after(() => demo.close());
beforeEach(async () => (mine = await instance(demo.ready)));
afterEach(() => mine.close());

async function token({ identity, client_id, client_secret }) {
  const query = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret });
  return (await call(`${identity}/oauth/token?${query}`)).access_token;
}

test("a lead is found again", async () => {
  const access = await token(mine.marketo);
  const url = `${mine.marketo.endpoint}/v1/leads.json`;
  const made = await call(url, { method: "POST", token: access, body: { input: [{ email: "ada@example.com" }] } });
  const found = await call(`${url}?filterType=email&filterValues=ada@example.com`, { token: access });
  assert.equal(found.result[0].id, made.result[0].id);
});

test("a token expires after an hour", async () => {
  const access = await token(mine.marketo);
  await mine.advance(3601);
  const refused = await call(`${mine.marketo.endpoint}/v1/lead/1.json`, { token: access });
  assert.equal(refused.errors[0].code, "602");
});

test("a fault is met, and is in the journal", async () => {
  await mine.fault({ match: { path: "/rest/*" }, effect: { code: "606" }, times: 1 });
  const access = await token(mine.marketo);
  const url = `${mine.marketo.endpoint}/v1/lead/1.json`;
  assert.equal((await call(url, { token: access })).errors[0].code, "606");
  assert.equal((await call(url, { token: access })).success, true);
  assert.deepEqual((await mine.requests()).map(({ codes }) => codes), [[], ["606"], []]);
});
