// Runs calls of node-marketo-rest one after another: `node calls.js '{"options": {...}, "calls": [["lead", "byId", 1]]}'`
// prints an array with {"answer": ...} or {"error": ...} for each. A call named "nextPage" follows the last answer.
const Marketo = require('node-marketo-rest');

async function run({ options, calls }) {
  const client = new Marketo(options);
  const told = [];
  let last;
  for (const [group, method, ...args] of calls) {
    try {
      last = group === 'nextPage' ? await last.nextPage() : await client[group][method](...args);
      told.push({ answer: last, more: typeof last.nextPage === 'function' });
    } catch (error) {
      told.push({ error: error.errors || String(error) });
    }
  }
  return told;
}

run(JSON.parse(process.argv[2])).then((told) => console.log(JSON.stringify(told)));
