// Runs calls of node-marketo-rest one after another: `node calls.js '{"options": {...}, "calls": [["lead", "byId", 1]]}'`
// prints an array with {"answer": ...} or {"error": ...} for each. A call named "nextPage" follows the last answer, one
// named "stream" reads all pages of a method, one named "methods" tells what there is to call. "$id" in an argument is
// the `exportId` of the first row that had one.
const Marketo = require('node-marketo-rest');

async function run({ options, calls }) {
  const client = new Marketo(options);
  const told = [];
  let last;
  let exportId;
  for (const [group, method, ...given] of calls) {
    const args = given.map((value) => (value === '$id' ? exportId : value));
    try {
      if (group === 'nextPage') last = await last.nextPage();
      else if (group === 'stream') last = await read(client.streamify(method, ...args));
      else if (group === 'methods') last = methods(client);
      else last = await client[group][method](...args);
      exportId = exportId || (last.result && last.result[0] && last.result[0].exportId);
      told.push({ answer: last, more: typeof last.nextPage === 'function' });
    } catch (error) {
      told.push({ error: error.errors || String(error) });
    }
  }
  return told;
}

async function read(stream) {
  const rows = [];
  for await (const row of stream) rows.push(row);
  return rows;
}

function methods(client) {
  const groups = Object.keys(client).filter((name) => client[name] && client[name]._connection);
  return Object.fromEntries(groups.map((name) => [name, Object.keys(Object.getPrototypeOf(client[name]))]));
}

run(JSON.parse(process.argv[2])).then((told) => console.log(JSON.stringify(told)));
