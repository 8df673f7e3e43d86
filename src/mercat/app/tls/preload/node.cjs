// Node loads this at its start under `mercat run`. Node 20 reads no proxy setting, so TLS connections to port 443 go through the
// proxy of mercat by CONNECT, whichever client opens them: fetch, https, http2, axios, got. No vendor's host is resolved.
'use strict';

const { Duplex } = require('stream');
const dns = require('dns');
const net = require('net');
const tls = require('tls');

const run = JSON.parse(process.env.MERCAT_RUN || 'null');
const HEAD_BYTES = 65536;
const END = '\r\n\r\n';

// A connection through the proxy. What is written before the proxy has connected it waits.
class Tunnel extends Duplex {
  constructor(host, port) {
    super();
    this.target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.waiting = null;
    this.open = false;
    this.head = Buffer.alloc(0);
    this.raw = connect(run.proxy_port, '127.0.0.1');
    this.raw.on('connect', () => this.raw.write(`CONNECT ${this.target} HTTP/1.1\r\nHost: ${this.target}${END}`));
    this.raw.on('data', (piece) => (this.open ? this.pass(piece) : this.readHead(piece)));
    this.raw.on('end', () => (this.open ? this.push(null) : this.destroy(new Error('mercat: the proxy closed the connection'))));
    this.raw.on('error', (error) => this.destroy(error));
    this.raw.on('close', () => this.destroy());
  }

  readHead(piece) {
    this.head = Buffer.concat([this.head, piece]);
    const end = this.head.indexOf(END);
    if (end < 0 && this.head.length < HEAD_BYTES) return;
    const line = this.head.toString('latin1', 0, Math.max(end, 0)).split('\r\n')[0];
    const [, status, reason] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(line) || [];
    if (status !== '200') {
      this.destroy(Object.assign(new Error(`mercat: ${reason || 'the proxy does not answer'}`), { code: 'ECONNREFUSED' }));
      return;
    }
    this.open = true;
    if (this.head.length > end + END.length) this.pass(this.head.subarray(end + END.length));
    if (this.waiting) this.waiting();
  }

  pass(piece) {
    if (!this.push(piece)) this.raw.pause();
  }

  _read() {
    this.raw.resume();
  }

  _write(piece, encoding, done) {
    const write = () => this.raw.write(piece, done);
    if (this.open) write();
    else this.waiting = write;
  }

  _final(done) {
    this.raw.end(done);
  }

  _destroy(error, done) {
    this.raw.destroy();
    done(error);
  }

  setTimeout(...given) {
    this.raw.setTimeout(...given);
    return this;
  }

  setNoDelay(...given) {
    this.raw.setNoDelay(...given);
    return this;
  }

  setKeepAlive(...given) {
    this.raw.setKeepAlive(...given);
    return this;
  }

  ref() {
    this.raw.ref();
    return this;
  }

  unref() {
    this.raw.unref();
    return this;
  }
}

const connect = net.connect;
const isVendors = (host) => new RegExp(run.vendors).test(String(host).toLowerCase().replace(/\.$/, ''));
const isLocal = (host) => /^(localhost|127\..*|::1|.*\.localhost)$/i.test(host);

// The options and the listener of any form of tls.connect.
function taken(given) {
  const listener = typeof given[given.length - 1] === 'function' ? given[given.length - 1] : undefined;
  const options = Object.assign({}, ...given.filter((item) => item && typeof item === 'object'));
  const [first, second] = given;
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) options.port = Number(first);
  if (typeof second === 'string') options.host = second;
  return [options, listener];
}

function unreachable(host) {
  return Object.assign(new Error(`mercat: ${host} is not reachable under mercat run`), { code: 'ENOTFOUND' });
}

function install() {
  const secure = tls.connect;
  tls.connect = function (...given) {
    const [options, listener] = taken(given);
    const host = options.host || 'localhost';
    const isOurs = isVendors(host) || (Number(options.port) === 443 && !isLocal(host));
    if (options.socket || options.path || !isOurs) return secure.apply(this, given);
    const servername = options.servername || (net.isIP(host) ? '' : host);
    const tunnel = new Tunnel(host, options.port);
    const socket = secure.call(this, { ...options, servername, socket: tunnel }, listener);
    for (const name of ['ref', 'unref']) {
      const own = socket[name];
      socket[name] = function () {
        tunnel[name](); // an idle connection keeps no process alive
        return own.call(this);
      };
    }
    return socket;
  };
  const lookup = dns.lookup;
  dns.lookup = function (host, ...rest) {
    if (!isVendors(host)) return lookup.call(this, host, ...rest);
    process.nextTick(rest[rest.length - 1], unreachable(host));
    return {};
  };
  const lookupPromise = dns.promises.lookup;
  dns.promises.lookup = function (host, ...rest) {
    return isVendors(host) ? Promise.reject(unreachable(host)) : lookupPromise.call(this, host, ...rest);
  };
  require('module').syncBuiltinESMExports();
}

if (run) install();
