// The functions that every proxy script may call. Those that ask the machine, dnsResolve and myIpAddress, are
// given by the engine's owner.
"use strict";

globalThis.isPlainHostName = (host) => !String(host).includes(".");

globalThis.dnsDomainIs = (host, domain) => String(host).toLowerCase().endsWith(String(domain).toLowerCase());

globalThis.localHostOrDomainIs = (host, full) => {
  const [name, whole] = [String(host).toLowerCase(), String(full).toLowerCase()];
  return name === whole || (!name.includes(".") && whole.startsWith(`${name}.`));
};

globalThis.dnsDomainLevels = (host) => String(host).split(".").length - 1;

globalThis.isResolvable = (host) => typeof dnsResolve(String(host)) === "string";

globalThis.convert_addr = (address) => {
  const parts = String(address).split(".").map(Number);
  const sound = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return sound ? parts.reduce((all, part) => all * 256 + part, 0) | 0 : null;
};

globalThis.isInNet = (host, network, mask) => {
  const name = String(host);
  const address = convert_addr(name) === null ? dnsResolve(name) : name;
  const [at, net, bits] = [convert_addr(address), convert_addr(network), convert_addr(mask)];
  return at !== null && net !== null && bits !== null && (at & bits) === (net & bits);
};

globalThis.shExpMatch = (text, pattern) => {
  const escaped = String(pattern).replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s").test(String(text));
};

globalThis.alert = () => undefined;

{
  const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

  // The moment in the zone that the last argument names, and the arguments without it.
  const moment = (given) => {
    const utc = given[given.length - 1] === "GMT";
    const now = new Date();
    const read = (part) => (utc ? now[`getUTC${part}`]() : now[`get${part}`]());
    return { read, given: utc ? given.slice(0, -1) : given };
  };

  // Whether `at` lies between two ends, both included; ends in reverse go over the turn.
  const between = (at, from, to) => (from <= to ? at >= from && at <= to : at >= from || at <= to);

  globalThis.weekdayRange = (...all) => {
    const { read, given } = moment(all);
    const days = given.map((day) => DAYS.indexOf(String(day).toUpperCase()));
    if (days.length < 1 || days.length > 2 || days.includes(-1)) return false;
    return between(read("Day"), days[0], days[days.length - 1]);
  };

  // Each end of a range of dates as parts: a year, a month, a day, whichever it names.
  const partsOf = (given) => {
    const parts = {};
    for (const one of given) {
      const month = MONTHS.indexOf(String(one).toUpperCase());
      if (month >= 0) parts.month = month;
      else if (Number(one) > 31) parts.year = Number(one);
      else if (Number(one) >= 1) parts.day = Number(one);
      else return null;
    }
    return parts;
  };

  globalThis.dateRange = (...all) => {
    const { read, given } = moment(all);
    if (given.length < 1 || given.length > 6) return false;
    const single = given.length === 1 || (given.length === 3 && partsOf(given) !== null && Object.keys(partsOf(given)).length === 3);
    const half = given.length / 2;
    const from = partsOf(single ? given : given.slice(0, half));
    const to = partsOf(single ? given : given.slice(half));
    if (from === null || to === null || (!single && given.length % 2 !== 0)) return false;
    const now = { year: read("FullYear"), month: read("Month"), day: read("Date") };
    const names = ["year", "month", "day"].filter((part) => part in from || part in to);
    // Later parts count within earlier ones; each has room for 100 days and 100 months.
    const number = (parts) => names.reduce((sum, name) => sum * 100 + (parts[name] ?? 0), 0);
    return between(number(now), number(from), number(to));
  };

  globalThis.timeRange = (...all) => {
    const { read, given } = moment(all);
    const numbers = given.map(Number);
    if (numbers.some((n) => !Number.isInteger(n) || n < 0)) return false;
    const at = read("Hours") * 3600 + read("Minutes") * 60 + read("Seconds");
    const seconds = (parts) => (parts[0] ?? 0) * 3600 + (parts[1] ?? 0) * 60 + (parts[2] ?? 0);
    switch (numbers.length) {
      case 1:
        return read("Hours") === numbers[0];
      case 2:
        // From the first hour on, until the second begins.
        return between(at, seconds([numbers[0]]), seconds([numbers[1]]) - 1);
      case 4:
      case 6: {
        const half = numbers.length / 2;
        return between(at, seconds(numbers.slice(0, half)), seconds(numbers.slice(half)));
      }
      default:
        return false;
    }
  };
}
