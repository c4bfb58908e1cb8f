// Preloaded into Azurite (`node --require`): "now" becomes the real time plus the seconds in the file that
// CAFE_CLOCK_FILE names, so that hidden queue messages, time stamps and expiry follow the simulated clock.
// Only the present moment changes. Parsing, Date.UTC, dates made from arguments and instanceof stay as they are.
"use strict";

const fs = require("node:fs");
const { ServerResponse } = require("node:http");

const RealDate = Date;
const file = process.env.CAFE_CLOCK_FILE;
const REREAD_MS = 5;

let offset = 0;
let readAt = -Infinity;

function offsetInMs() {
  const moment = performance.now();
  if (moment - readAt < REREAD_MS) return offset;
  readAt = moment;
  try {
    const seconds = Number.parseFloat(fs.readFileSync(file, "ascii"));
    if (Number.isFinite(seconds)) offset = Math.round(seconds * 1000);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    offset = 0;
  }
  return offset;
}

const now = () => RealDate.now() + offsetInMs();

if (file) {
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [now()], newTarget),
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
  RealDate.prototype.constructor = globalThis.Date;

  // Node writes the Date header of an answer by itself, where Azurite does not, and by the real clock.
  const writeHead = ServerResponse.prototype.writeHead;
  ServerResponse.prototype.writeHead = function (...given) {
    if (!this.hasHeader("date")) this.setHeader("Date", new globalThis.Date().toUTCString());
    return writeHead.apply(this, given);
  };
}
